using System.Globalization;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Geometry;

namespace Render.Dataset.Check;

/// <summary>
/// Casts some pixels of every image again, by rays in double precision that share no code with the renderer, and refuses the frame where
/// what was rendered cannot be right: another instance, or another depth, than a rounding could explain (<see cref="RayView.Admits"/>).
/// Half of the pixels lie anywhere, half where the instance changes, for that is where errors are. Which ones is decided by the image's key alone.
/// Thread-safe.
/// </summary>
/// <param name="caster">Has the assets that were rendered.</param>
public sealed class RayProof(RayCaster caster)
{
    /// <summary>How many pixels of an image are cast.</summary>
    public const int Pixels = 32;

    /// <summary>Rows in which an edge is looked for, before any pixel will do.</summary>
    private const int Attempts = 4;

    /// <param name="rendered">Instance ids are needed; depth is checked where it is there.</param>
    /// <exception cref="RenderException"><see cref="Failure.Refused"/>: image, pixel, what was rendered, what the ray met.</exception>
    public void Check(RenderedFrame rendered)
    {
        ArgumentNullException.ThrowIfNull(rendered);
        var view = caster.View(rendered.Frame, rendered.Key.Camera);
        var random = new SplitMix(rendered.Key);
        for (var i = 0; i < Pixels; i++)
        {
            var pixel = i % 2 == 0 ? random.Below(rendered.InstanceIds.Length) : Edge(rendered, ref random);
            CheckPixel(rendered, view, pixel);
        }
    }

    private static void CheckPixel(RenderedFrame rendered, RayView view, int pixel)
    {
        var (row, column) = Math.DivRem(pixel, rendered.Width);
        var id = rendered.InstanceIds[pixel];
        double? depth = rendered.Depth.Length > 0 ? rendered.Depth[pixel] : null;
        var hit = view.Cast(column + 0.5, row + 0.5);
        if (hit.Instance == id && (depth is not { } d || Math.Abs(d - hit.Depth) <= RayView.DepthTolerance * hit.Depth))
            return;
        if (view.Admits(column + 0.5, row + 0.5, id, depth, grantRounding: true))
            return;
        var key = rendered.Key;
        throw new RenderException(
            Failure.Refused,
            string.Create(CultureInfo.InvariantCulture,
                $"the frame does not prove itself: pixel ({column}, {row}) shows instance {id}{At(depth)}, a ray meets {hit.Instance}{At(hit.Depth)}."),
            $"frame {key.Frame}, variant {key.Variant}, step {key.Step}, camera {key.Camera}", "It is not written. Please report it with its scene.");

        static string At(double? depth) => depth is null ? "" : string.Create(CultureInfo.InvariantCulture, $" at depth {depth:R}");
    }

    /// <summary>One of the two pixels at the next change of instance to the right of a random pixel.</summary>
    private static int Edge(RenderedFrame rendered, ref SplitMix random)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var start = random.Below(rendered.InstanceIds.Length);
            var rowEnd = start - start % rendered.Width + rendered.Width;
            var change = rendered.InstanceIds.AsSpan(start, rowEnd - start).IndexOfAnyExcept(rendered.InstanceIds[start]);
            if (change > 0)
                return start + change - random.Below(2);
        }
        return random.Below(rendered.InstanceIds.Length);
    }

    /// <summary>SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).</summary>
    private struct SplitMix(ImageKey key)
    {
        private ulong _state = unchecked((ulong)key.Frame * 0xd1342543de82ef95 + (ulong)(((long)key.Variant << 40) ^ ((long)key.Step << 20) ^ key.Camera));

        /// <summary>0 to this - 1; the bias is beyond notice for pixels.</summary>
        public int Below(int count)
        {
            var z = unchecked(_state += 0x9e3779b97f4a7c15);
            z = unchecked((z ^ (z >> 30)) * 0xbf58476d1ce4e5b9);
            z = unchecked((z ^ (z >> 27)) * 0x94d049bb133111eb);
            return (int)Math.BigMul(z ^ (z >> 31), (ulong)count, out _);
        }
    }
}
