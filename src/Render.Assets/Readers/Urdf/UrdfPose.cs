using System.Globalization;
using Render.Core;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Assets.Readers.Urdf;

/// <summary>Where the links of a robot are, with its joints at given positions.</summary>
internal static class UrdfPose
{
    /// <summary>Links one behind another.</summary>
    private const int MostDepth = 1000;

    /// <summary>A position may pass a limit by this much, as degrees that were rounded do.</summary>
    private const double Slack = 1e-6;

    /// <summary>From each link to the robot, by the link's name.</summary>
    /// <param name="robot">What the file says.</param>
    /// <param name="given">Positions by <see cref="UrdfJoint.Key"/>: degrees or metres. The others are at rest.</param>
    /// <exception cref="RenderException">Not one tree, or a position that cannot be.</exception>
    public static IReadOnlyDictionary<string, Transform> Of(UrdfModel robot, IReadOnlyDictionary<string, double> given)
    {
        var positions = Positions(robot, given);
        var children = new Dictionary<string, List<UrdfJoint>>(StringComparer.Ordinal);
        var parents = new HashSet<string>(StringComparer.Ordinal);
        foreach (var joint in robot.Joints.Values)
        {
            foreach (var end in new[] { joint.Parent, joint.Child })
                if (!robot.Links.ContainsKey(end))
                    throw Invalid($"the joint '{joint.Name}' names the link '{end}', which is not there.");
            if (!parents.Add(joint.Child))
                throw Invalid($"the link '{joint.Child}' hangs on two joints.");
            (children.TryGetValue(joint.Parent, out var list) ? list : children[joint.Parent] = []).Add(joint);
        }
        string[] roots = [.. robot.Links.Keys.Where(l => !parents.Contains(l))];
        if (roots.Length != 1)
            throw Invalid(robot.Links.Count == 0 ? "it has no links." : roots.Length == 0 ? "its joints form a circle." : $"it has several roots: {string.Join(", ", roots.Take(5))}.");
        var poses = new Dictionary<string, Transform>(StringComparer.Ordinal);
        var open = new Stack<(string Link, Transform Pose, int Depth)>([(roots[0], Transform.Scale(1), 1)]);
        while (open.TryPop(out var next))
        {
            if (next.Depth > MostDepth)
                throw Invalid(string.Create(CultureInfo.InvariantCulture, $"its chain of links is longer than {MostDepth}."));
            poses.Add(next.Link, next.Pose);
            foreach (var joint in children.GetValueOrDefault(next.Link) ?? [])
                open.Push((joint.Child, Motion(joint, positions[joint.Name]).Then(joint.Origin).Then(next.Pose), next.Depth + 1));
        }
        return poses.Count == robot.Links.Count ? poses : throw Invalid("its joints form a circle.");
    }

    /// <summary>About an axis of unit length through the origin, radians (Rodrigues).</summary>
    public static Transform Turn((double X, double Y, double Z) axis, double angle) => TurnDegrees(axis, angle * (180 / Math.PI));

    private static Transform TurnDegrees((double X, double Y, double Z) a, double degrees)
    {
        var (s, c) = PortableMath.SinCosDegrees(degrees);
        var d = 1 - c;
        return new(
            c + d * a.X * a.X, d * a.X * a.Y + s * a.Z, d * a.X * a.Z - s * a.Y,
            d * a.X * a.Y - s * a.Z, c + d * a.Y * a.Y, d * a.Y * a.Z + s * a.X,
            d * a.X * a.Z + s * a.Y, d * a.Y * a.Z - s * a.X, c + d * a.Z * a.Z,
            0, 0, 0);
    }

    private static Transform Motion(UrdfJoint joint, double position) => joint.Turns ? TurnDegrees(joint.Axis, position * (180 / Math.PI))
        : joint.Kind == UrdfJointKind.Prismatic ? Transform.Scale(1) with { X = joint.Axis.X * position, Y = joint.Axis.Y * position, Z = joint.Axis.Z * position }
        : Transform.Scale(1);

    /// <summary>Of every joint, radians or metres.</summary>
    private static Dictionary<string, double> Positions(UrdfModel robot, IReadOnlyDictionary<string, double> given)
    {
        var positions = robot.Joints.Values.Where(j => j.Mimic is null).ToDictionary(j => j.Name, j => j.Rest, StringComparer.Ordinal);
        foreach (var (key, value) in given)
        {
            var joint = Joint(robot, key);
            var position = joint.Turns ? value * (Math.PI / 180) : value;
            if (joint.Limit is { } limit && (position < limit.Lower - Slack || position > limit.Upper + Slack))
            {
                var unit = joint.Turns ? 180 / Math.PI : 1;
                throw Invalid(string.Create(CultureInfo.InvariantCulture, $"'{key}' is {value:0.######}, outside its limits {limit.Lower * unit:0.####} to {limit.Upper * unit:0.####}."));
            }
            positions[joint.Name] = position;
        }
        foreach (var joint in robot.Joints.Values)
            Follow(robot, joint, positions);
        return positions;
    }

    /// <summary>The joint that a key of the scene stands for.</summary>
    private static UrdfJoint Joint(UrdfModel robot, string key)
    {
        if (robot.Joints.Values.FirstOrDefault(j => j.Moves && j.Mimic is null && j.Key == key) is { } found)
            return found;
        if (robot.Joints.TryGetValue(key, out var joint))
            throw Invalid(joint.Mimic is { } mimic ? $"the joint '{key}' follows '{mimic.Joint}'; say where that one stands."
                : joint.Turns ? $"the joint '{key}' turns: its key is '{joint.Key}', in degrees."
                : $"the joint '{key}' is {joint.Kind.ToString().ToLowerInvariant()} and stays at rest.");
        if (key.EndsWith("_deg", StringComparison.Ordinal) && robot.Joints.TryGetValue(key[..^4], out var sliding) && sliding.Kind == UrdfJointKind.Prismatic)
            throw Invalid($"the joint '{sliding.Name}' slides: its key is '{sliding.Key}', in metres.");
        var known = robot.Joints.Values.Where(j => j.Moves && j.Mimic is null).Select(j => j.Key).ToArray();
        var nearest = Names.Nearest(key, known);
        throw Invalid($"there is no joint '{key}'" + (nearest is null ? "." : $"; did you mean '{nearest}'?") + (known.Length > 0 ? $" Known: {string.Join(", ", known.Take(50))}." : ""));
    }

    /// <summary>Walks from a joint that mimics to the one that stands on its own, and back.</summary>
    private static void Follow(UrdfModel robot, UrdfJoint joint, Dictionary<string, double> positions)
    {
        var chain = new Stack<UrdfJoint>();
        for (var at = joint; !positions.ContainsKey(at.Name);)
        {
            chain.Push(at);
            if (chain.Count > robot.Joints.Count)
                throw Invalid($"the joint '{joint.Name}' mimics itself.");
            at = robot.Joints.GetValueOrDefault(at.Mimic!.Value.Joint) ?? throw Invalid($"the joint '{at.Name}' mimics '{at.Mimic.Value.Joint}', which is not there.");
        }
        while (chain.TryPop(out var next))
            positions[next.Name] = next.Mimic!.Value.Factor * positions[next.Mimic.Value.Joint] + next.Mimic.Value.Offset;
    }

    private static RenderException Invalid(string message) => new(Failure.InvalidInput, message);
}
