using System.Text.Json.Nodes;
using Render.Core.Scenes.Language;

namespace Render.Core.Sampling.Kinds;

/// <summary>Points on straight lines from point to point: every part of the way as likely as it is long.</summary>
internal sealed class AlongKind : DistributionKind
{
    private static readonly ListType<Double3> Points = new(new PointType("point", "metres"));

    public override string Name => "along";

    public override string Doc => "A point on the way that leads straight from point to point, uniform over its length: beside a conveyor, along a road, on a rail. A way that ends where it began is closed.";

    public override string Example => "position: { along: [[-1, 0, 1.2], [1, 0, 1.2], [1, 2, 1.2]] }";

    public override string Argument => "list of two or more points";

    public override bool Supports(NodeType type) => type is PointType { IsPlace: true };

    public override Distribution<T> Read<T>(Node argument, NodeType<T> type, ReadContext context)
    {
        var points = Points.Read(argument, context);
        if (points.Count < 2)
            throw argument.Error("a way has two points at least.");
        var way = new WayDistribution([.. points]);
        return way.Length > 0 ? (Distribution<T>)(object)way : throw argument.Error("the way has no length: all its points are one.");
    }

    public override JsonObject Schema(NodeType type, SchemaDefinitions definitions)
    {
        var schema = Points.Schema(definitions);
        schema["minItems"] = 2;
        return schema;
    }

    private sealed class WayDistribution : Distribution<Double3>
    {
        private readonly Double3[] _points;

        /// <summary>Length of the way up to each point, metres.</summary>
        private readonly double[] _until;

        public WayDistribution(Double3[] points)
        {
            (_points, _until) = (points, new double[points.Length]);
            for (var i = 1; i < points.Length; i++)
                _until[i] = _until[i - 1] + (points[i] - points[i - 1]).Length;
        }

        public double Length => _until[^1];

        public override Double3 Middle => At(Length / 2);

        public override IEnumerable<Double3> Extremes => [];

        public override int Dimensions => 1;

        public override Double3 Draw(RandomStream stream) => At(stream.NextUnit() * Length);

        private Double3 At(double distance)
        {
            var end = 1;
            while (end < _points.Length - 1 && _until[end] <= distance)
                end++;
            var (from, length) = (_points[end - 1], _until[end] - _until[end - 1]);
            return length > 0 ? from + (_points[end] - from) * ((distance - _until[end - 1]) / length) : from;
        }
    }
}
