using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Core.Scenes;
using Render.Dataset.Check;
using Render.Dataset.Commit;

namespace Render.Dataset;

/// <summary>Everything that a <see cref="DatasetWriter"/> is told.</summary>
public sealed record DatasetOptions
{
    /// <summary>Made where it does not exist.</summary>
    public required string Folder { get; init; }

    /// <summary>sha256 of the canonical scene and its assets, without frames and labels; lower-case hex.</summary>
    public required string SceneHash { get; init; }

    /// <summary>The canonical resolved scene, as text; it is kept in dataset.json.</summary>
    public required string CanonicalScene { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>The program's version.</summary>
    public required string Build { get; init; }

    /// <summary>Ids from 1, contiguous.</summary>
    public required IReadOnlyList<Category> Categories { get; init; }

    public LabelSettings Labels { get; init; } = new();

    public DatasetLayout Layout { get; init; }

    /// <summary>How many images a frame has.</summary>
    public ImageGrid Grid { get; init; } = ImageGrid.Single;

    public IReadOnlyList<AssetInfo> Assets { get; init; } = [];

    /// <summary>COCO's <c>info</c>: the user's own words, never invented.</summary>
    public IReadOnlyDictionary<string, string> About { get; init; } = new Dictionary<string, string>();

    /// <summary>The quotas of its groups of objects, which <c>render report</c> compares with what came out.</summary>
    public IReadOnlyList<StrataTable> Strata { get; init; } = [];

    public required RunInfo Run { get; init; }

    /// <summary>Casts some pixels of every image again before its frame is committed; null where the assets are not at hand.</summary>
    public RayProof? Rays { get; init; }

    /// <summary>Where the models of instances are looked up; needed for poses, boxes in space and keypoints.</summary>
    public AssetLibrary? Models { get; init; }

    /// <summary>Says whether keypoints are hidden; needed for them.</summary>
    public RayCaster? Caster { get; init; }

    /// <summary>Start over: whatever an earlier run left in the folder is removed.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Accept frames by another build, device or driver beside ours.</summary>
    public bool AllowMixed { get; init; }
}
