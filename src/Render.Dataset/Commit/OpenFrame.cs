using Render.Core.Frames;
using Render.Dataset.Records;

namespace Render.Dataset.Commit;

/// <summary>A frame of which not all images are there yet. Thread-safe: its images may come from several threads at once.</summary>
internal sealed class OpenFrame(GroupCommit commit, ImageGrid grid)
{
    private readonly Lock _gate = new();
    private readonly List<string> _files = [];
    private readonly ImageOutput?[] _images = new ImageOutput?[checked((int)grid.ImagesPerFrame)];
    private int _missing = checked((int)grid.ImagesPerFrame);

    /// <summary>True once an image of it has failed: the rest is not looked at.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Staged files, without the record.</summary>
    public IReadOnlyList<string> Files => _files;

    public string Stage(string path, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
            _files.Add(path);
        return commit.Stage(path, bytes);
    }

    /// <summary>Takes one image; gives all of them, in the order of their ids, once it was the last.</summary>
    /// <exception cref="InvalidOperationException">The image came twice.</exception>
    public ImageOutput[]? Complete(ImageOutput image)
    {
        lock (_gate)
        {
            ref var place = ref _images[(int)((image.Id - 1) % grid.ImagesPerFrame)];
            if (place is not null)
                throw new InvalidOperationException($"image {image.FileStem} came twice");
            place = image;
            return --_missing == 0 && !IsRefused ? _images.Select(i => i!).ToArray() : null;
        }
    }

    /// <summary>Removes what is staged.</summary>
    public void Refuse()
    {
        lock (_gate)
        {
            IsRefused = true;
            commit.Discard(_files);
            _files.Clear();
        }
    }
}
