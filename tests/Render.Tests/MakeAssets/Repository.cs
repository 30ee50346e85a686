namespace Render.Tests.OwnAssets;

/// <summary>Where the committed assets lie, found from the test program's folder upward.</summary>
internal static class Repository
{
    public static string Assets { get; } = Path.Combine(Root(), "assets");

    private static string Root()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "Render.sln")))
                return d.FullName;
        }
        throw new DirectoryNotFoundException($"no Render.sln above {AppContext.BaseDirectory}");
    }
}
