using System.Globalization;

namespace Render.Assets;

/// <summary>The axis of a file that points up in the world.</summary>
public enum UpAxis
{
    /// <summary>As the format says; see <see cref="ImportSettings"/>.</summary>
    Default,
    X,
    Y,
    Z,

    /// <summary>Numbers as they stand in the file, whatever it declares: for meshes that another file places.</summary>
    AsStored,
}

/// <summary>
/// How a file's axes and unit are meant. A world is Z up in metres. glTF is Y up in metres by definition; FBX and DAE declare both; BLEND and URDF are Z up.
/// STL, PLY, OFF and 3DS are taken as Z up, OBJ and everything else as Y up, in metres, unless said otherwise here; the table is
/// <see cref="Render.Core.Assets.FormatAxes"/>. A file is turned by the right-handed quarter turn that brings its up axis to +Z:
/// (x, y, z) -> (x, -z, y) for Y, (-z, y, x) for X.
/// </summary>
/// <param name="Up">Overrides the format's axis. An error for glTF, FBX, DAE and BLEND, which know their own.</param>
/// <param name="Unit">Metres that 1 in the file stands for; multiplies what the file declares.</param>
/// <param name="Joints">Where the joints of a URDF file stand, as <see cref="Render.Core.Assets.JointPositions"/> writes them; an error for other formats.</param>
public sealed record ImportSettings(UpAxis Up = UpAxis.Default, double Unit = 1, string Joints = "")
{
    /// <summary>For cache keys: the same text for the same meaning.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"up={Up} unit={Unit:R} joints={Joints}");
}
