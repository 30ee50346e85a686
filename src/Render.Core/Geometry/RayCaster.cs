using System.Runtime.CompilerServices;
using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Sampling;

namespace Render.Core.Geometry;

/// <summary>
/// Says what a frame's camera sees at a point of its image, by casting a ray in double precision. It is the independent witness of the
/// renderer's labels and shares no code with it. Keeps a hierarchy for every model that it has met, as long as the model is kept. Thread-safe.
/// </summary>
public sealed class RayCaster(AssetLibrary assets)
{
    // A tree lives as long as its mesh does.
    private readonly ConditionalWeakTable<Mesh, Lazy<TriangleTree>> _trees = [];

    /// <summary>A view of the frame through one of its cameras. It takes the float32 matrices as they are, orthonormal or not.</summary>
    /// <exception cref="RenderException">An asset of the frame cannot be had.</exception>
    public RayView View(Frame frame, int camera = 0)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var worldToCamera = Affine.Of(frame.Cameras[camera].WorldToCamera);
        var instances = new RayView.Instance[frame.Instances.Length];
        for (var i = 0; i < instances.Length; i++)
        {
            var model = assets.Model(frame.Instances[i].Model);
            var tree = _trees.GetValue(model.Mesh, mesh => new(() => new(mesh))).Value;
            instances[i] = new(tree, worldToCamera.After(Affine.Of(frame.Instances[i].ObjectToWorld)), CutOut.Of(frame.Instances[i], model, assets, frame.BlendCutoff));
        }
        Func<double, double, Double3?>? lens = frame.Cameras[camera].Lens is null ? null : new RayLens(frame.Cameras[camera]).Direction;
        return new(frame.Cameras[camera], instances, lens);
    }
}
