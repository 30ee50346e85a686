using System.Numerics;
using Render.Core.Frames;
using Render.Core.Placement;
using Render.Core.Sampling;

namespace Render.Core.Scenes;

/// <summary>
/// What cameras see of a shining rectangle: a plane that glows with its radiance, and a black one behind it, for its back shines on nothing. They are ordinary unlabelled
/// instances, so that labels and colour agree about what they hide.
/// </summary>
internal static class LightPanel
{
    /// <summary>The model of both.</summary>
    public const string Model = "shape:plane";

    /// <summary>Instances of a panel.</summary>
    public const int Parts = 2;

    /// <summary>Of the longer side: how far behind the rectangle the glowing plane lies, so that it shades nothing of its light, and how far behind that the black one.</summary>
    private const double Behind = 1e-3, Gap = 3e-4;

    /// <summary>Gaps by which the black plane is wider all around: seen from behind, nothing glows past it, up to 76 degrees from the normal.</summary>
    private const double Rim = 4;

    private static readonly MaterialChange Black = new() { Replace = true, BaseColor = Vector3.Zero, Roughness = 1, Metallic = 0, Specular = 0 };

    /// <summary>Both planes of a light that is an area: their names, poses and materials.</summary>
    public static IEnumerable<(string Name, Pose Pose, MaterialChange Material)> Of(FrameLight light)
    {
        var (side, normal) = (Wide(light.Side).Normalized(), Wide(light.Direction).Normalized());
        var (width, height) = ((double)light.Size.X, (double)light.Size.Y);
        var up = Double3.Cross(normal, side);
        Pose At(double by, double rim)
        {
            // The columns are the plane's axes in the world: its width, its height, and its front.
            var (x, y, z) = (side * (width + 2 * rim), up * (height + 2 * rim), normal);
            return new(new(x.X, y.X, z.X), new(x.Y, y.Y, z.Y), new(x.Z, y.Z, z.Z), Wide(light.Position) - normal * by);
        }
        var longer = Math.Max(width, height);
        yield return ($"{light.Name}.front", At(Behind * longer, 0), Black with { Emissive = light.Intensity });
        yield return ($"{light.Name}.back", At((Behind + Gap) * longer, Rim * Gap * longer), Black);
    }

    private static Double3 Wide(Vector3 v) => new(v.X, v.Y, v.Z);
}
