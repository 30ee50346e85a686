namespace Render.Core.Placement;

/// <summary>The meshes of a frame's surroundings as what points are drawn on: filled before anything is drawn that lies on one. Of one frame, on one thread.</summary>
internal sealed class FrameSurfaces
{
    private readonly Dictionary<string, (ModelShape Shape, Pose Pose)> _meshes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, (double Least, double Greatest) Tilt), MeshSurface> _surfaces = [];

    public void Add(string name, ModelShape shape, Pose pose) => _meshes.Add(name, (shape, pose));

    /// <param name="name">Of surroundings that were added.</param>
    /// <param name="tilt">Least and greatest z of the unit normals.</param>
    public MeshSurface Of(string name, (double Least, double Greatest) tilt)
    {
        if (!_surfaces.TryGetValue((name, tilt), out var surface))
            _surfaces.Add((name, tilt), surface = new(_meshes[name].Shape, _meshes[name].Pose, tilt));
        return surface;
    }
}
