using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>Any rotation (Shoemake, "Uniform Random Rotations", Graphics Gems III, 1992), or any about the vertical.</summary>
internal sealed class UniformRotationKind : DistributionKind
{
    private static readonly WordType<bool> Axis = new("axis of uniform_rotation", ("any", false), ("z", true));

    public override string Name => "uniform_rotation";

    public override string Doc => "Every rotation is equally likely (any), or every rotation about the vertical (z).";

    public override string Example => "rotation_deg: { uniform_rotation: any }";

    public override string Argument => "any or z";

    public override bool Supports(NodeType type) => type is RotationType;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context) =>
        (Distribution<T>)(object)(Axis.Read(argument, context) ? (Distribution<Rotation>)new AboutZ() : new Any());

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions) => Axis.Schema(definitions);

    private sealed class Any : Distribution<Rotation>
    {
        public override Rotation Middle => Rotation.Identity;

        public override IEnumerable<Rotation> Extremes => [];

        public override int Dimensions => 3;

        public override Rotation Draw(RandomStream stream) => Rotation.Random(stream);
    }

    private sealed class AboutZ : Distribution<Rotation>
    {
        public override Rotation Middle => Rotation.Identity;

        public override IEnumerable<Rotation> Extremes => [];

        public override int Dimensions => 1;

        public override Rotation Draw(RandomStream stream) => Rotation.AboutZ(360 * stream.NextUnit());
    }
}
