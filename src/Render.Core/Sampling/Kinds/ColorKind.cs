using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>A distribution of colours by a law of their own: of light, and of paints.</summary>
internal abstract class ColorKind : DistributionKind
{
    public override bool Supports(NodeType type) => type is ColorType or BaseColorType;

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context) => type is ColorType
        ? (Distribution<T>)(object)ReadColors(argument, isPaint: false, context)
        : new Composed<T>((NumericType<T>)type, ReadColors(argument, isPaint: true, context));

    /// <param name="argument">What stands behind the name.</param>
    /// <param name="isPaint">Of a surface, whose components are at most 1, not of light.</param>
    /// <param name="context">Of the value.</param>
    protected abstract Distribution<Double3> ReadColors(Node argument, bool isPaint, ReadContext context);

    private sealed class Composed<T>(NumericType<T> type, Distribution<Double3> colors) : Distribution<T>
    {
        public override T Middle => Compose(colors.Middle);

        public override IEnumerable<T> Extremes => [];

        public override int Dimensions => colors.Dimensions;

        public override T Draw(RandomStream stream) => Compose(colors.Draw(stream));

        private T Compose(Double3 color) => type.Compose([color.X, color.Y, color.Z]);
    }
}
