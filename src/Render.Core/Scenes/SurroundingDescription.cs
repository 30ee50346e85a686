using Render.Core.Placement;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>An entry of <c>surroundings:</c>: a table, a wall, a room; one instance in every frame.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Shape">plane, box, sphere, cylinder; or null where it is an asset.</param>
/// <param name="Asset">Name of an asset; null where it is a shape.</param>
/// <param name="Size">Of a shape, metres.</param>
/// <param name="Scale">Of an asset.</param>
/// <param name="Position">Of the origin, metres.</param>
/// <param name="RotationDeg">Of the whole.</param>
/// <param name="Material">What is changed of its materials.</param>
/// <param name="Path">Of its random streams.</param>
internal sealed record SurroundingDescription(
    string Name, string? Shape, Value<string>? Asset, Value<Double3> Size, Value<double> Scale, Value<Double3> Position, Value<Rotation> RotationDeg,
    IReadOnlyList<MaterialDescription> Material, string Path)
{
    private static readonly Key<string> ShapeKey = new("shape", ShapeNames.Type, null, "plane, box, sphere or cylinder.", "plane");

    private static readonly Key<Value<string>> AssetKey = new("asset", new SampledType<string>(new AssetNameType(), listIsChoice: true), null,
        "An asset instead of a shape.", "room");

    private static readonly Key<Value<Double3>> SizeKey = new("size", new SampledType<Double3>(new SizeType()), "1",
        "Of a shape: of a plane [x, y], of the others [x, y, z]; one number for all of them.", "[2, 2]");

    private static readonly Key<Value<double>> ScaleKey = new("scale", new SampledType<double>(new NumberType(null, 1e-6, 1e6)), "1", "Of an asset.", "[0.9, 1.1]");

    private static readonly Key<Value<Double3>> PositionKey = new("position", new SampledType<Double3>(new PointType("point", "metres")), "[0, 0, 0]",
        "Of the shape's centre, or of the asset's origin.");

    private static readonly Key<Value<Rotation>> RotationKey = new("rotation_deg", new SampledType<Rotation>(new RotationType()), "0",
        "A turn about Z, or [x, y, z].", "[90, 0, 0]");

    private static readonly Key<IReadOnlyList<MaterialDescription>> MaterialKey = new("material", new MaterialListType(), null, "What is changed of its materials.",
        "{ base_color: white, roughness: 0.8 }");

    internal static readonly Section<SurroundingDescription> Section = new("surrounding",
        "A part of the scene's surroundings; it is in every frame. A shape is never labelled, an asset where it has a category.",
        [ShapeKey, AssetKey, SizeKey, ScaleKey, PositionKey, RotationKey, MaterialKey, CommonKeys.Stream], r =>
        {
            if (r.Has(ShapeKey) == r.Has(AssetKey))
                throw r.Node.Error($"{r.Context.Path} needs either 'shape' or 'asset'.");
            if (r.Has(AssetKey))
                r.Forbid(SizeKey, "it is an asset, which has 'scale'");
            else
                r.Forbid(ScaleKey, "it is a shape, which has 'size'");
            if (r.Has(AssetKey))
                r.Context.Registry.AddStream($"{r.Context.Path}.{AssetKey.Name}.set", "which model of an asset that has several");
            if (r.NodeOf(SizeKey) is ListNode { Items.Count: 2 } && r.Get(ShapeKey) != "plane")
                throw r.NodeOf(SizeKey).Error($"a {r.Get(ShapeKey)} has three sizes, [x, y, z].");
            return new(r.Context.Name, r.Find(ShapeKey), r.Find(AssetKey), r.Get(SizeKey), r.Get(ScaleKey), r.Get(PositionKey), r.Get(RotationKey),
                r.Find(MaterialKey) ?? [], r.Context.Path);
        });

    /// <summary>Why nothing can stand on it in any frame; null: something can, or that is drawn.</summary>
    public string? Unlevel =>
        Shape == "sphere" ? "it is a sphere"
        : Shape is not null && RotationDeg.IsConstant && RotationDeg.Base.ToRows().Item3 is var up && (Math.Abs(up.X) + Math.Abs(up.Y) > 1e-9 || (Shape == "plane" && up.Z < 0)) ? "it is tilted"
        : null;

    /// <summary>Its top as something to stand on.</summary>
    /// <param name="pose">In this frame.</param>
    /// <param name="footprint">In the world.</param>
    /// <param name="key">For the error.</param>
    /// <exception cref="RenderException">A tilted plane, or a sphere.</exception>
    public Surface SurfaceOf(Pose pose, Footprint footprint, DrawKey key)
    {
        var box = footprint.Box;
        if (Shape is null)
            return new(Name, new((box.MinX + box.MaxX) / 2, (box.MinY + box.MaxY) / 2, footprint.MaxZ), 1, 0,
                (box.MaxX - box.MinX) / 2, (box.MaxY - box.MinY) / 2, Round: false);
        if (Shape == "sphere")
            throw new RenderException(Failure.InvalidInput, $"nothing can stand on surroundings.{Name}: it is a sphere.", $"frame {key.Frame}");
        var (sizeX, sizeY) = (Math.Sqrt(Square(pose.Row0.X) + Square(pose.Row1.X)), Math.Sqrt(Square(pose.Row0.Y) + Square(pose.Row1.Y)));
        if (Math.Abs(pose.Row2.X) + Math.Abs(pose.Row2.Y) > 1e-9 * (sizeX + sizeY) || (Shape == "plane" && pose.Row2.Z < 0))
            throw new RenderException(Failure.InvalidInput, $"nothing can stand on surroundings.{Name}: it is tilted.", $"frame {key.Frame}",
                "Turn it about z only.");
        return new(Name, pose.Position with { Z = footprint.MaxZ }, pose.Row0.X / sizeX, pose.Row1.X / sizeX, sizeX / 2, sizeY / 2, Shape == "cylinder");
    }

    private static double Square(double x) => x * x;
}
