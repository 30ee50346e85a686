using System.Text.Json.Serialization;
using Render.Core.Frames;
using Render.Core.Scenes;

namespace Render.Dataset.Commit;

/// <summary>A file that went into a dataset.</summary>
/// <param name="Reference">As the scene names it.</param>
/// <param name="Sha256">Of its contents, lower-case hex.</param>
/// <param name="Licence">Null where none is known.</param>
public sealed record AssetInfo(string Reference, string Sha256, string? Licence = null);

/// <summary>What <c>dataset.json</c> says. It is written once.</summary>
public sealed record DatasetInfo
{
    /// <summary>The version of the format. Another one is refused.</summary>
    public const string Version = "render/dataset/1";

    /// <summary>Always <see cref="Version"/>.</summary>
    public required string Schema { get; init; }

    /// <summary>sha256 of the canonical scene and its assets, without frames and labels; lower-case hex.</summary>
    public required string SceneHash { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The program's version.</summary>
    public required string Build { get; init; }

    public required ImageGrid Grid { get; init; }

    public required Category[] Categories { get; init; }

    /// <summary>The first writer's; what touches the labels of a frame must be the same for all.</summary>
    public required LabelSettings Labels { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public DatasetLayout Layout { get; init; }

    /// <summary>In the order of their references.</summary>
    public required AssetInfo[] Assets { get; init; }

    /// <summary>COCO's <c>info</c>, the user's own words.</summary>
    public required SortedDictionary<string, string> About { get; init; }

    /// <summary>The quotas of the scene's groups of objects; null: there are none.</summary>
    public StrataTable[]? Strata { get; init; }

    /// <summary>The canonical resolved scene, as text.</summary>
    public required string Scene { get; init; }
}
