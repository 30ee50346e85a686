using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>An entry of <c>lights:</c>.</summary>
internal sealed record LightDescription
{
    private static readonly SampledType<double> Degrees = new(new NumberType("degrees"));

    private static readonly Key<LightKind> Type = new("type",
        new WordType<LightKind>("type of light", ("sun", LightKind.Sun), ("point", LightKind.Point), ("spot", LightKind.Spot), ("area", LightKind.Area)), null,
        "sun, point, spot or area (a rectangle).", "sun", required: true);

    private static readonly Key<Value<double>> IrradianceKey = new("irradiance_w_m2", new SampledType<double>(new NumberType("W/m2", 0, 1e9)), "3",
        "Sun: irradiance on a surface that faces it.", "{ log_uniform: [0.5, 5] }");

    private static readonly Key<Value<double>> IntensityKey = new("intensity_w_sr", new SampledType<double>(new NumberType("W/sr", 0, 1e9)), "1",
        "Point and spot: radiant intensity; the irradiance at distance d is intensity / d^2.", "[0.5, 4]");

    private static readonly Key<Value<double>> PowerKey = new("power_w", new SampledType<double>(new NumberType("W", 0, 1e9)), "20",
        "Area: what it sends out in all; its radiance is power / (pi width height).", "[5, 50]");

    private static readonly Key<Value<double>> RadianceKey = new("radiance_w_m2_sr", new SampledType<double>(new NumberType("W/(m2 sr)", 0, 1e9)), null,
        "Area: radiance of its front, instead of power_w.", "[2, 10]");

    private static readonly Key<Value<(double X, double Y)>> SizeKey = new("size", new SampledType<(double X, double Y)>(new PairType("size", "metres", 1e-9)), "[1, 1]",
        "Area: width and height.", "[1.2, 0.3]");

    private static readonly Key<Value<double>> RollKey = new("roll_deg", Degrees, "0",
        "Area: turns it about its normal; at 0 its width is level (along X where it shines straight up or down).", "[0, 90]");

    private static readonly Key<Value<double>> ElevationKey = new("elevation_deg", new SampledType<double>(new NumberType("degrees", -90, 90)), "45",
        "Sun: height above the horizon.", "[20, 80]");

    private static readonly Key<Value<double>> AzimuthKey = new("azimuth_deg", Degrees, "[0, 360]",
        "Sun: where it stands, counter-clockwise from +X seen from above.");

    private static readonly Key<Value<Double3>> DirectionKey = new("direction", new SampledType<Double3>(new PointType("direction", "any length")), null,
        "The direction in which the light travels: of a sun instead of elevation and azimuth, of a spot or an area light instead of look_at.", "[0.3, 0.2, -1]");

    private static readonly Key<Value<Double3>> PositionKey = new("position", new SampledType<Double3>(new PointType("point", "metres")), null,
        "Point, spot and area: where it is.", "{ shell: { radius: [1, 2], elevation_deg: [30, 80] } }");

    private static readonly Key<Value<Double3>> LookAtKey = new("look_at", new SampledType<Double3>(new PointType("point", "metres")), "[0, 0, 0]",
        "Spot and area: what it points at.");

    private static readonly Key<Value<double>> TemperatureKey = new("temperature_k",
        new SampledType<double>(new NumberType("kelvin", BlackBody.MinKelvin, BlackBody.MaxKelvin)), null,
        "The colour of a black body of this temperature, at unchanged luminance. 6500 is near white.", "[3000, 7500]");

    private static readonly Key<Value<Double3>> ColorKey = new("color", new SampledType<Double3>(new ColorType()), "[1, 1, 1]",
        "Multiplies the strength; instead of temperature_k.", "[1, 0.9, 0.8]");

    private static readonly Key<Value<double>> InnerKey = new("inner_cone_deg", new SampledType<double>(new NumberType("degrees", 0, 89)), "20",
        "Spot: half angle within which it is at full strength; no more than outer_cone_deg.");

    private static readonly Key<Value<double>> OuterKey = new("outer_cone_deg", new SampledType<double>(new NumberType("degrees", 0.1, 89)), "30",
        "Spot: half angle from which on there is no light.");

    private static readonly Key<Value<double>> DiameterKey = new("angular_diameter_deg", new SampledType<double>(new NumberType("degrees", 0, 30)), "0.53",
        "Sun: its angular diameter, which decides how soft the edges of shadows are.");

    private static readonly Key<Value<double>> RadiusKey = new("radius", new SampledType<double>(new NumberType("metres", 0, 1000)), "0.01",
        "Point and spot: radius of the sphere that shines, which decides how soft the edges of shadows are. What reaches into it casts none.", "[0.01, 0.1]");

    private static readonly Key<Value<bool>> ShadowKey = new("shadow", new SampledType<bool>(new BooleanType()), "true", "Whether it casts shadows.", "{ bernoulli: 0.8 }");

    private static readonly Key<Value<bool>> VisibleKey = new("visible", new SampledType<bool>(new BooleanType()), "false",
        "Area: whether cameras see it, as a panel that glows with its radiance in front and is black behind: an unlabelled thing like the surroundings, which hides what is behind it and casts shadows of other lights.", "true");

    internal static readonly Section<LightDescription> Section = new("light", "A sun, a point light, a spot light or a shining rectangle.",
        [
            Type, IrradianceKey, IntensityKey, PowerKey, RadianceKey, SizeKey, RollKey, ElevationKey, AzimuthKey, DirectionKey, PositionKey, LookAtKey, TemperatureKey, ColorKey, InnerKey,
            OuterKey, DiameterKey, RadiusKey, ShadowKey, VisibleKey, CommonKeys.Stream,
        ], Read);

    private const double LeastLength = 1e-12;

    private const string DirectionRemedy = "Any length above 0 will do: [0, 0, -1] shines straight down.";

    private static readonly Key[] OfRectangles = [PowerKey, RadianceKey, SizeKey, RollKey, VisibleKey];

    /// <summary>The light of a scene that says nothing of light.</summary>
    public static LightDescription Default(ReadContext context) => Section.Read(
        SceneFile.Parse("{ type: sun, irradiance_w_m2: 2, elevation_deg: 50, azimuth_deg: -110, angular_diameter_deg: 2 }").Root, context.Child("default"));

    public required string Name { get; init; }

    public required LightKind Kind { get; init; }

    /// <summary>In the unit of the light's kind.</summary>
    public required Value<double> Strength { get; init; }

    /// <summary>Area: the strength is a power.</summary>
    public bool IsPower { get; init; }

    public required Value<(double X, double Y)> Size { get; init; }

    public required Value<double> RollDeg { get; init; }

    public Value<Double3>? Color { get; init; }

    public Value<double>? TemperatureK { get; init; }

    public required Value<double> ElevationDeg { get; init; }

    public required Value<double> AzimuthDeg { get; init; }

    public Value<Double3>? Direction { get; init; }

    public Value<Double3>? Position { get; init; }

    public required Value<Double3> LookAt { get; init; }

    public required Value<double> InnerConeDeg { get; init; }

    public required Value<double> OuterConeDeg { get; init; }

    public required Value<double> AngularDiameterDeg { get; init; }

    public required Value<double> Radius { get; init; }

    public required Value<bool> Shadow { get; init; }

    /// <summary>Area: whether it is a thing that cameras see.</summary>
    public required Value<bool> Visible { get; init; }

    public FrameLight Draw(DrawKey key)
    {
        var color = TemperatureK is { } kelvin ? BlackBody.Color(kelvin.Draw(key)) : Color!.Draw(key);
        var position = Position?.Draw(key) ?? Double3.Zero;
        var outer = OuterConeDeg.Draw(key);
        var light = new FrameLight
        {
            Name = Name,
            Kind = Kind,
            Intensity = (color * Strength.Draw(key)).ToSingle(),
            Direction = Kind == LightKind.Point ? -System.Numerics.Vector3.UnitZ : Travel(key, position).ToSingle(),
            Position = position.ToSingle(),
            InnerConeDeg = (float)Math.Min(InnerConeDeg.Draw(key), outer),
            OuterConeDeg = (float)outer,
            AngularDiameterDeg = (float)AngularDiameterDeg.Draw(key),
            Radius = Kind is LightKind.Sun or LightKind.Area ? 0 : (float)Radius.Draw(key),
            CastsShadow = Shadow.Draw(key),
        };
        return Kind == LightKind.Area ? Rectangle(light, key, color * Strength.Draw(key), Travel(key, position)) : light;
    }

    private FrameLight Rectangle(FrameLight light, DrawKey key, Double3 strength, Double3 normal)
    {
        var (width, height) = Size.Draw(key);
        if (!(width > 0 && height > 0))
            throw new RenderException(Failure.InvalidInput, $"lights.{Name} has no area.", $"frame {key.Frame}", "Give it a size above 0.");
        var level = Double3.Cross(normal, new(0, 0, 1));
        var side = level.Length > 1e-6 ? level.Normalized() : new(1, 0, 0);
        var (sin, cos) = PortableMath.SinCosDegrees(RollDeg.Draw(key));
        return light with
        {
            Intensity = (strength * (IsPower ? 1 / (Math.PI * width * height) : 1)).ToSingle(),
            Size = new((float)width, (float)height),
            Side = (side * cos + Double3.Cross(normal, side) * sin).ToSingle(),
        };
    }

    private Double3 Travel(DrawKey key, Double3 position)
    {
        var direction = Direction?.Draw(key)
            ?? (Kind == LightKind.Sun ? -Double3.FromAngles(AzimuthDeg.Draw(key), ElevationDeg.Draw(key)) : LookAt.Draw(key) - position);
        return direction.Length > LeastLength
            ? direction.Normalized()
            : throw new RenderException(Failure.InvalidInput, $"lights.{Name} has no direction: it is a zero vector.", $"frame {key.Frame}",
                Direction is null ? "Keep its position and look_at apart." : DirectionRemedy);
    }

    private static LightDescription Read(SectionReader r)
    {
        var kind = r.Get(Type);
        Key[] foreign = kind switch
        {
            LightKind.Sun => [IntensityKey, .. OfRectangles, PositionKey, LookAtKey, InnerKey, OuterKey, RadiusKey],
            LightKind.Point => [IrradianceKey, .. OfRectangles, ElevationKey, AzimuthKey, DirectionKey, LookAtKey, InnerKey, OuterKey, DiameterKey],
            LightKind.Spot => [IrradianceKey, .. OfRectangles, ElevationKey, AzimuthKey, DiameterKey],
            _ => [IrradianceKey, IntensityKey, ElevationKey, AzimuthKey, InnerKey, OuterKey, DiameterKey, RadiusKey],
        };
        foreach (var key in foreign)
            r.Forbid(key, $"{(kind == LightKind.Area ? "an" : "a")} {kind.ToString().ToLowerInvariant()} light does not have it");
        if (r.Has(RadianceKey))
            r.Forbid(PowerKey, "'radiance_w_m2_sr' is given");
        if (r.Has(DirectionKey))
            foreach (var key in (Key[])[ElevationKey, AzimuthKey, LookAtKey])
                r.Forbid(key, "'direction' is given");
        if (r.Has(TemperatureKey))
            r.Forbid(ColorKey, "'temperature_k' is given");
        if (kind != LightKind.Sun && !r.Has(PositionKey))
            throw r.Node.Error($"the key 'position' is missing in {r.Context.Path}: a light of this type stands somewhere.");
        var light = new LightDescription
        {
            Name = r.Context.Name,
            Kind = kind,
            Strength = kind switch
            {
                LightKind.Sun => r.Get(IrradianceKey),
                LightKind.Area => r.Find(RadianceKey) ?? r.Get(PowerKey),
                _ => r.Get(IntensityKey),
            },
            IsPower = kind == LightKind.Area && !r.Has(RadianceKey),
            Size = r.Get(SizeKey),
            RollDeg = r.Get(RollKey),
            Color = r.Get(ColorKey),
            TemperatureK = r.Find(TemperatureKey),
            ElevationDeg = r.Get(ElevationKey),
            AzimuthDeg = r.Get(AzimuthKey),
            Direction = r.Find(DirectionKey),
            Position = r.Find(PositionKey),
            LookAt = r.Get(LookAtKey),
            InnerConeDeg = r.Get(InnerKey),
            OuterConeDeg = r.Get(OuterKey),
            AngularDiameterDeg = r.Get(DiameterKey),
            Radius = r.Get(RadiusKey),
            Shadow = r.Get(ShadowKey),
            Visible = r.Get(VisibleKey),
        };
        light.CheckConstants(r);
        return light;
    }

    /// <summary>Refuses constants that make no light, with their place; what is drawn is checked in its frame.</summary>
    private void CheckConstants(SectionReader r)
    {
        if (Direction is { IsConstant: true } && Direction.Base.Length <= LeastLength)
            throw r.NodeOf(DirectionKey).Error($"{r.Context.Path} has no direction: it is a zero vector.", DirectionRemedy);
        if (Kind is LightKind.Spot or LightKind.Area && Direction is null && Position is { IsConstant: true } && LookAt.IsConstant && (LookAt.Base - Position.Base).Length <= LeastLength)
            throw r.NodeOf(PositionKey).Error($"{r.Context.Path} stands exactly where it looks.", "Keep its position and look_at apart.");
        if (Kind == LightKind.Spot && r.Has(InnerKey) && InnerConeDeg.IsConstant && OuterConeDeg.IsConstant && InnerConeDeg.Base > OuterConeDeg.Base)
            throw r.NodeOf(InnerKey).Error(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"'inner_cone_deg' ({InnerConeDeg.Base}) is above 'outer_cone_deg' ({OuterConeDeg.Base}), beyond which there is no light."), "Lower it, or raise 'outer_cone_deg'.");
    }
}
