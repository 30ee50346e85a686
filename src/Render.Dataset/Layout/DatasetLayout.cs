namespace Render.Dataset;

/// <summary>How a dataset's images, label images and records lie on disk. It belongs to the dataset: all its writers have the same.</summary>
public enum DatasetLayout
{
    /// <summary>A file each, below <c>images/</c>, <c>masks/</c>, <c>frames/</c> and the like.</summary>
    Files,

    /// <summary>Tar files of 64 frames' numbers each, <c>shards/SPLIT/BLOCK.tar</c>, which WebDataset reads as they are.</summary>
    Shards,
}
