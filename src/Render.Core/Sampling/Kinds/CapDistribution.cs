namespace Render.Core.Sampling.Kinds;

/// <summary>Points in the directions of a cap, at a distance that may be drawn.</summary>
internal sealed class CapDistribution(Double3 center, Double3 axis, double angleDeg, Value<double> radius) : Distribution<Double3>
{
    private readonly Cap _cap = new(axis, angleDeg);

    public override Double3 Middle => center + axis * radius.Base;

    public override IEnumerable<Double3> Extremes => [];

    public override int Dimensions => 2 + radius.Dimensions;

    public override Double3 Draw(RandomStream stream)
    {
        var direction = _cap.Direction(stream.NextUnit(), stream.NextUnit());
        return center + direction * radius.DrawFrom(stream);
    }
}
