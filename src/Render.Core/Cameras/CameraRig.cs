using Render.Core.Frames;
using Render.Core.Sampling;

namespace Render.Core.Cameras;

/// <summary>All cameras of a scene, in order, and how many views of a frame each of them draws.</summary>
/// <param name="Cameras">At least one; what one refers to stands before it.</param>
/// <param name="Views">At least 1.</param>
internal sealed record CameraRig(IReadOnlyList<CameraDescription> Cameras, int Views)
{
    /// <summary>The most that a frame may have.</summary>
    public const int MostImages = 1000;

    /// <summary>Images of a frame.</summary>
    public int Count => Cameras.Count * Views;

    /// <summary>
    /// False where all cameras follow from the scene's words alone, so that they can be drawn (with any <see cref="Focus"/>) before the objects are placed.
    /// </summary>
    public bool DependsOnObjects => Cameras.Any(camera => camera.DependsOnObjects);

    /// <summary>The cameras of a frame, view after view.</summary>
    /// <param name="key">The frame.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="focus">The frame's objects.</param>
    /// <exception cref="RenderException">A camera stands where it looks, or its lens is none.</exception>
    public FrameCamera[] Draw(DrawKey key, int width, int height, Focus focus)
    {
        var drawn = new List<FrameCamera>();
        for (var view = 0; view < Views; view++)
        {
            var ofView = new Dictionary<string, FrameCamera>(StringComparer.Ordinal);
            foreach (var camera in Cameras)
            {
                var one = camera.Draw(new(key, view, Views), width, height, focus, camera.Place is { } place ? ofView[place.Reference] : null);
                ofView.Add(camera.Name, one);
                drawn.Add(Views == 1 ? one : one with { Name = $"{one.Name}[{view}]" });
            }
        }
        return [.. drawn];
    }
}

/// <summary>One view of a frame.</summary>
/// <param name="Key">The frame.</param>
/// <param name="View">From 0.</param>
/// <param name="Views">Of each frame.</param>
internal readonly record struct ViewKey(DrawKey Key, int View, int Views)
{
    /// <summary>Views of all frames, counted through.</summary>
    public long Step => Key.Frame * Views + View;
}
