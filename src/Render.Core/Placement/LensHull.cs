using Render.Core.Cameras;
using Render.Core.Geometry;
using Render.Core.Sampling;

namespace Render.Core.Placement;

/// <summary>
/// The image of a convex body through a lens. Its outline is made of images of edges, which a lens bends, and where the body goes beyond what the lens shows, of the
/// lens's own circle.
/// </summary>
/// <param name="lens">Projects.</param>
/// <param name="focal">Pixels a radian, about.</param>
/// <param name="hull">Object space.</param>
/// <param name="toCamera">Object to camera space.</param>
internal sealed class LensHull(LensProjection lens, double focal, ConvexHull hull, Affine toCamera)
{
    /// <summary>Pixels of an edge that may stand for a straight line: at a radius of curvature of 100 pixels it leaves the line by a twelfth of one.</summary>
    private const double Straight = 8;

    /// <summary>Points of the lens's circle, a multiple of 4: at a radius of 300 pixels the arc between two leaves the line by a tenth of one.</summary>
    private const int CirclePoints = 128;

    /// <summary>Halvings of the arc on which an edge leaves the lens.</summary>
    private const int EndSteps = 40;

    private const double Degrees = 180 / Math.PI;

    private ImageBox _box = ImageBox.Empty;
    private bool _isWhole = true;

    /// <summary>The box around all of its image; null where a part of it is not seen.</summary>
    public ImageBox? Whole()
    {
        var directions = Directions();
        foreach (var direction in directions)
            if (Add(direction) is null)
                return null;
        if (HoldsCamera())
            return null;
        foreach (var (from, to, _, _) in hull.Edges)
            Follow(directions[from], directions[to]);
        return _isWhole ? _box : null;
    }

    /// <summary>The box around what is seen; null where nothing is.</summary>
    public ImageBox? Seen()
    {
        var directions = Directions();
        foreach (var direction in directions)
            Add(direction);
        foreach (var (from, to, _, _) in hull.Edges)
            Follow(directions[from], directions[to]);
        var toObject = toCamera.Inverse();
        // A hair within the circle, which itself belongs to the lens or not as rounding has it.
        var (sin, cos) = PortableMath.SinCosDegrees(lens.MaxAngle * (1 - 1e-12) * Degrees);
        for (var i = 0; i < CirclePoints; i++)
        {
            var (y, x) = PortableMath.SinCosDegrees(360.0 * i / CirclePoints);
            var direction = new Double3(x * sin, y * sin, cos);
            if (IsMetBy(toObject.Translation, toObject.Direction(direction)))
                Add(direction);
        }
        return _box.Width >= 0 ? _box : null;
    }

    private Double3[] Directions() => Array.ConvertAll(hull.Vertices, vertex => toCamera.Point(vertex).Normalized());

    private (double X, double Y)? Add(Double3 direction)
    {
        if (lens.Project(direction) is not { } at)
        {
            _isWhole = false;
            return null;
        }
        _box = _box.With(at);
        return at;
    }

    /// <summary>Along an edge, by halving the angle between its ends: only the direction of a point counts.</summary>
    private void Follow(Double3 from, Double3 to)
    {
        if ((to - from).Length * focal <= Straight)
        {
            var (isFirst, isLast) = (lens.Project(from) is not null, lens.Project(to) is not null);
            if (isFirst != isLast)
                End(isFirst ? from : to, isFirst ? to : from);
            return;
        }
        var between = from + to;
        // An edge through the camera itself has no image.
        if (between.Length < 1e-9)
            return;
        var middle = between.Normalized();
        Add(middle);
        Follow(from, middle);
        Follow(middle, to);
    }

    /// <summary>The last point of an edge that is seen.</summary>
    private void End(Double3 seen, Double3 unseen)
    {
        for (var i = 0; i < EndSteps; i++)
        {
            var middle = (seen + unseen).Normalized();
            (seen, unseen) = lens.Project(middle) is null ? (seen, middle) : (middle, unseen);
        }
        Add(seen);
    }

    private bool HoldsCamera()
    {
        var eye = toCamera.Inverse().Translation;
        for (var face = 0; face < hull.Faces.Length; face++)
            if (Double3.Dot(hull.Normals[face], eye) > hull.Offsets[face])
                return false;
        return true;
    }

    /// <summary>Whether a ray meets the body, in object space.</summary>
    private bool IsMetBy(Double3 eye, Double3 direction)
    {
        var (near, far) = (0.0, double.PositiveInfinity);
        for (var face = 0; face < hull.Faces.Length; face++)
        {
            var (slope, room) = (Double3.Dot(hull.Normals[face], direction), hull.Offsets[face] - Double3.Dot(hull.Normals[face], eye));
            if (slope > 0)
                far = Math.Min(far, room / slope);
            else if (slope < 0)
                near = Math.Max(near, room / slope);
            else if (room < 0)
                return false;
        }
        return near <= far;
    }
}
