using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Placement;

/// <summary>What must hold of every object of a group where it is placed; a proposal of which it does not hold is no place.</summary>
/// <param name="Clear">Whether its triangles must be clear of those of all others.</param>
/// <param name="InView">Least part of the box around its projection that lies within the picture, 0..1.</param>
/// <param name="Distance">From the camera to its middle, metres; null: any.</param>
/// <param name="Visible">Least part of it, as seen alone, that is within the picture and not hidden, 0..1.</param>
/// <param name="UprightCosine">Least cosine of the angle between its own vertical and the world's; null: any.</param>
/// <param name="InAny">Whether one camera of which the rest holds is enough.</param>
/// <param name="CameraPlace">Where the first wish stands that needs a camera; null: none does.</param>
internal sealed record Requirements(
    bool Clear, double InView, (double Low, double High)? Distance, double Visible, double? UprightCosine, bool InAny, Node? CameraPlace)
{
    internal static readonly Key<bool> ClearKey = new("clear", new BooleanType(), "false",
        "Its triangles run into none of any object's placed before or of the surroundings', and it is not inside one of them; what it stands on apart. Decided on the meshes, instead of on outlines from above.");

    private static readonly Key<double> InViewKey = new("in_view", new NumberType(null, 0, 1), "0",
        "Least part of the box around its projection that lies within the picture; 1: all of it. Of an object that is partly behind the camera, or beyond what a lens shows, the rest is projected, as far as it lies within a canvas three times as wide and high as the picture (as labels count truncation).", "0.9");

    private static readonly Key<(double Low, double High)> DistanceKey = new("distance", new SpanType("metres", 0), null,
        "From the camera to the object's middle.", "[0.5, 2]");

    private static readonly Key<double> VisibleKey = new("visible", new NumberType(null, 0, 1), "0",
        "Least part of it, as it would be seen alone, that is within the picture and hidden neither by the surroundings nor by any object placed before or after it; by 144 rays, which go through holes of cut-outs as labels do. What falls is counted for what falls itself alone.", "0.3");

    private static readonly Key<double> UprightKey = new("upright_deg", new NumberType("degrees", 0, 180), null, "Its own vertical is at most so far from the world's.", "10");

    private static readonly Key<bool> CamerasKey = new("cameras", new WordType<bool>("cameras", ("all", false), ("any", true)), "all",
        "Where a frame has several cameras or views: whether what is said of the camera must hold for all of them, or for one.");

    internal static readonly Section<Requirements> Section = new("requirements",
        "What must hold of an object's place: accepted or rejected before anything is rendered, from the meshes and the camera. What falls and does not lie so when all has settled falls again, turned anew where the object does not say how, 12 times at most.",
        [ClearKey, InViewKey, DistanceKey, VisibleKey, UprightKey, CamerasKey], r =>
        {
            var needs = ((Key[])[InViewKey, DistanceKey, VisibleKey]).FirstOrDefault(r.Has);
            if (needs is null)
                r.Forbid(CamerasKey, "nothing is said of the camera");
            return new(r.Get(ClearKey), r.Get(InViewKey), r.Has(DistanceKey) ? r.Get(DistanceKey) : null, r.Get(VisibleKey),
                r.Has(UprightKey) ? PortableMath.SinCosDegrees(r.Get(UprightKey)).Cos : null, r.Get(CamerasKey), needs is null ? null : r.NodeOf(needs));
        });
}
