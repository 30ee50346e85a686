using MakeAssets;

// usage: make-assets [FOLDER [NAME]]   writes the files (those whose path contains NAME) into FOLDER, by default the repository's assets/
if (args.Length > 2)
{
    Console.Error.WriteLine("usage: make-assets [FOLDER [NAME]]");
    return 2;
}
string? folder = args.Length > 0 ? args[0] : FindAssets();
if (folder is null)
{
    Console.Error.WriteLine("make-assets: no folder given, and no Render.sln in the working directory or above it; name the folder to write to");
    return 2;
}
string wanted = args.Length > 1 ? args[1] : "";
long total = 0;
foreach (Asset asset in Asset.All.Where(a => a.Path.Contains(wanted, StringComparison.Ordinal)))
{
    byte[] bytes = asset.Make();
    string path = Path.Combine(folder, asset.Path);
    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
    File.WriteAllBytes(path, bytes);
    total += bytes.Length;
    Console.WriteLine($"{bytes.Length,9:N0}  {asset.Path}");
}
if (wanted.Length == 0)
    File.WriteAllText(Path.Combine(folder, "SOURCES.md"), Asset.Sources());
Console.WriteLine($"{total,9:N0}  bytes in {folder}");
return 0;

static string? FindAssets()
{
    for (DirectoryInfo? d = new(Directory.GetCurrentDirectory()); d is not null; d = d.Parent)
    {
        if (File.Exists(Path.Combine(d.FullName, "Render.sln")))
            return Path.Combine(d.FullName, "assets");
    }
    return null;
}
