using Render.Core.Frames;
using Render.Core.Lighting;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>The <c>sky:</c> of an environment.</summary>
internal sealed record SkyDescription(
    Value<double>? Hour, Value<double> LatitudeDeg, Value<double> Day, Value<double> SunElevationDeg, Value<double>? SunAzimuthDeg,
    Value<double> Turbidity, Value<double> GroundAlbedo, Value<bool> Sun)
{
    /// <summary>Where the sun stands in a sky that says neither hour nor azimuth: a light that falls across the picture.</summary>
    private const double DefaultAzimuth = -110;

    private static readonly Key<Value<double>> HourKey = new("hour", new SampledType<double>(new NumberType("hours", 0, 24)), null,
        "Solar time, 12 being noon, instead of sun_elevation_deg: the sun then stands as at this hour, latitude and day, with +Y being north.", "[6, 20]");

    private static readonly Key<Value<double>> LatitudeKey = new("latitude_deg", new SampledType<double>(new NumberType("degrees", -90, 90)), "45",
        "With hour: the latitude.");

    private static readonly Key<Value<double>> DayKey = new("day", new SampledType<double>(new NumberType("days", 1, 366)), "172",
        "With hour: the day of the year; 172 is the longest in the north.", "[1, 365]");

    private static readonly Key<Value<double>> ElevationKey = new("sun_elevation_deg", new SampledType<double>(new NumberType("degrees", -90, 90)), "45",
        "Height of the sun above the horizon. Below -12 it is as at -12.", "[5, 70]");

    private static readonly Key<Value<double>> AzimuthKey = new("sun_azimuth_deg", new SampledType<double>(new NumberType("degrees")), null,
        "Where the sun stands, counter-clockwise from +X seen from above. Default: -110, or as the hour has it.", "[0, 360]");

    private static readonly Key<Value<double>> TurbidityKey = new("turbidity", new SampledType<double>(new NumberType(null, 2, 10)), "3",
        "Haze in the air: 2 is very clear, 3 clear, 6 hazy, 10 dull.", "[2, 8]");

    private static readonly Key<Value<double>> AlbedoKey = new("ground_albedo", new SampledType<double>(new NumberType(null, 0, 1)), "0.2",
        "Grey of the ground that is seen, and sends light back, below the horizon.");

    private static readonly Key<Value<bool>> SunKey = new("sun", new SampledType<bool>(new BooleanType()), "true",
        "Whether the sky's own sun shines, as a sun light of its colour and strength; clouds before it are { bernoulli: 0.6 }.", "{ bernoulli: 0.6 }");

    internal static readonly Section<SkyDescription> Section = new("sky",
        "The sky of a clear or hazy day, by the place of its sun (Preetham, Shirley and Smits 1999). Relative to each other all hours are as in nature; a clear noon is well exposed at exposure_ev 0 and strength 1.",
        [HourKey, LatitudeKey, DayKey, ElevationKey, AzimuthKey, TurbidityKey, AlbedoKey, SunKey], Read);

    public FrameSky Draw(DrawKey key)
    {
        var (elevation, azimuth) = Hour is { } hour
            ? SunAt(hour.Draw(key), LatitudeDeg.Draw(key), Day.Draw(key))
            : (SunElevationDeg.Draw(key), DefaultAzimuth);
        return new()
        {
            SunElevationDeg = (float)elevation,
            SunAzimuthDeg = (float)(SunAzimuthDeg?.Draw(key) ?? azimuth),
            Turbidity = (float)Turbidity.Draw(key),
            GroundAlbedo = (float)GroundAlbedo.Draw(key),
        };
    }

    /// <summary>The sun of a sky as a light; null where it is off or has set.</summary>
    public FrameLight? SunOf(FrameEnvironment environment, DrawKey key)
    {
        if (environment.Sky is not { } sky || !Sun.Draw(key))
            return null;
        var irradiance = new PreethamSky(sky.SunElevationDeg, sky.Turbidity, sky.GroundAlbedo).SunIrradiance.ToSingle() * environment.Color * environment.Strength;
        return irradiance == System.Numerics.Vector3.Zero ? null : new()
        {
            Name = "sky",
            Kind = LightKind.Sun,
            Intensity = irradiance,
            Direction = (-Double3.FromAngles((double)sky.SunAzimuthDeg + environment.RotationDeg, sky.SunElevationDeg)).ToSingle(),
        };
    }

    /// <summary>
    /// Elevation and azimuth (counter-clockwise from +X, east; +Y is north), degrees, of the sun at a solar time: declination by Cooper, "The Absorption of Radiation in Solar Stills" (1969).
    /// </summary>
    internal static (double ElevationDeg, double AzimuthDeg) SunAt(double hour, double latitudeDeg, double day)
    {
        var declination = 23.45 * PortableMath.SinCosDegrees(360.0 / 365 * (284 + day)).Sin;
        var (sinD, cosD) = PortableMath.SinCosDegrees(declination);
        var (sinL, cosL) = PortableMath.SinCosDegrees(latitudeDeg);
        var (sinH, cosH) = PortableMath.SinCosDegrees(15 * (hour - 12));
        var up = sinL * sinD + cosL * cosD * cosH;
        var (east, north) = (-cosD * sinH, cosL * sinD - sinL * cosD * cosH);
        var flat = Math.Sqrt(east * east + north * north);
        var azimuth = flat < 1e-12 ? 0 : PortableMath.Acos(Math.Clamp(east / flat, -1, 1)) * (180 / Math.PI);
        return (90 - PortableMath.Acos(Math.Clamp(up, -1, 1)) * (180 / Math.PI), north < 0 ? -azimuth : azimuth);
    }

    private static SkyDescription Read(SectionReader r)
    {
        if (r.Has(HourKey))
            r.Forbid(ElevationKey, "'hour' is given");
        else
            foreach (var key in (Key[])[LatitudeKey, DayKey])
                r.Forbid(key, "there is no 'hour'");
        return new(r.Find(HourKey), r.Get(LatitudeKey), r.Get(DayKey), r.Get(ElevationKey), r.Find(AzimuthKey), r.Get(TurbidityKey), r.Get(AlbedoKey), r.Get(SunKey));
    }
}
