using System.Numerics;

namespace Render.Assets.Readers.Urdf;

/// <summary>What a URDF file says, with its names resolved.</summary>
/// <param name="Links">By name.</param>
/// <param name="Joints">By name.</param>
/// <param name="Materials">The robot's own, by name.</param>
internal sealed record UrdfModel(
    IReadOnlyDictionary<string, UrdfLink> Links, IReadOnlyDictionary<string, UrdfJoint> Joints, IReadOnlyDictionary<string, UrdfMaterial> Materials);

/// <param name="Name">Unique in the file.</param>
/// <param name="Visuals">What is seen of it.</param>
internal sealed record UrdfLink(string Name, IReadOnlyList<UrdfVisual> Visuals);

/// <param name="Origin">From the shape to the link.</param>
/// <param name="Shape">Name of a unit shape; null: a mesh.</param>
/// <param name="Mesh">The mesh as the file names it; null: a unit shape.</param>
/// <param name="Size">Of the shape, metres, or the factors of the mesh.</param>
/// <param name="Material">Null: none is said.</param>
internal sealed record UrdfVisual(Transform Origin, string? Shape, string? Mesh, (double X, double Y, double Z) Size, UrdfMaterial? Material);

/// <param name="Name">Materials of one name are one.</param>
/// <param name="Color">RGBA, sRGB, 0..1; null: not said here.</param>
/// <param name="Texture">An image as the file names it, or null.</param>
internal sealed record UrdfMaterial(string Name, Vector4? Color, string? Texture);

internal enum UrdfJointKind
{
    Fixed,
    Revolute,
    Continuous,
    Prismatic,

    /// <summary>Stays at rest.</summary>
    Planar,

    /// <summary>Stays at rest.</summary>
    Floating,
}

/// <param name="Name">Unique in the file.</param>
/// <param name="Kind">How it moves.</param>
/// <param name="Parent">Name of a link.</param>
/// <param name="Child">Name of a link.</param>
/// <param name="Origin">From the child at rest to the parent.</param>
/// <param name="Axis">Of unit length, in the child.</param>
/// <param name="Limit">Radians or metres; null: none.</param>
/// <param name="Mimic">Stands at factor times another joint plus offset; null: it stands on its own.</param>
internal sealed record UrdfJoint(
    string Name, UrdfJointKind Kind, string Parent, string Child, Transform Origin, (double X, double Y, double Z) Axis, (double Lower, double Upper)? Limit,
    (string Joint, double Factor, double Offset)? Mimic)
{
    public bool Turns => Kind is UrdfJointKind.Revolute or UrdfJointKind.Continuous;

    public bool Moves => Turns || Kind == UrdfJointKind.Prismatic;

    /// <summary>What scenes call its position: with the unit, where that is degrees.</summary>
    public string Key => Turns ? Name + "_deg" : Name;

    /// <summary>0, or the middle of the range where 0 lies outside it, as robot_state_publisher's slider has it.</summary>
    public double Rest => Limit is { } limit && (limit.Lower > 0 || limit.Upper < 0) ? (limit.Lower + limit.Upper) / 2 : 0;
}
