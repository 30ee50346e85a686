namespace Render.Vulkan.Host;

/// <summary>A view and what it sees, as it lies in the device's memory (Shaders/scene.glsl), which is the host's too.</summary>
internal sealed unsafe class HostView
{
    public GpuCluster* Clusters { get; set; }

    /// <summary>Three 8-bit numbers of vertices of the cluster.</summary>
    public uint* Triangles { get; set; }

    /// <summary>Three floats a vertex.</summary>
    public float* Positions { get; set; }

    public GpuClusterInstance* ClusterInstances { get; set; }

    /// <summary>Of this view: one an instance.</summary>
    public GpuViewTransform* Transforms { get; set; }

    /// <summary>Indices of cluster instances.</summary>
    public uint* Draws { get; set; }

    public int DrawCount { get; set; }

    public HostTarget Target { get; private set; }

    /// <summary>The target's.</summary>
    public int Width { get; private set; }

    public int RowStart { get; private set; }

    public int RowEnd { get; private set; }

    public bool Orthographic { get; set; }

    /// <summary>Metres.</summary>
    public float Near { get; set; }

    public SampleLanes Lanes { get; set; } = null!;

    public void SetTarget(in HostTarget target) => (Target, Width, RowStart, RowEnd) = (target, target.Width, target.RowStart, target.RowEnd);

    /// <summary>The cluster's sphere lies beyond one side of the band, one pixel wider, or nearer than the near plane: as Shaders/raster_small.comp culls.</summary>
    public bool Culls(in GpuViewTransform t, in GpuCluster cluster)
    {
        var (s, radius) = (cluster.Sphere, cluster.Sphere.W * 1.0001f);
        float x = ExactArithmetic.Affine(t.ScreenX, s.X, s.Y, s.Z), y = ExactArithmetic.Affine(t.ScreenY, s.X, s.Y, s.Z),
            w = Orthographic ? 1 : ExactArithmetic.Affine(t.ScreenZ, s.X, s.Y, s.Z);
        return x + w < -radius * t.SideNorms.X || (Width + 1) * w - x < -radius * t.SideNorms.Y
            || y - (RowStart - 1f) * w < -radius * t.SideNorms.Z || (RowEnd + 1f) * w - y < -radius * t.SideNorms.W
            || (!Orthographic && w - Near < -radius * t.NearNorm.X);
    }
}
