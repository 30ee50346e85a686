using Render.Core.Frames;
using Render.Core.Sampling;
using Render.Core.Scenes.Language;

namespace Render.Core.Scenes;

/// <summary>The <c>sensor:</c> of a scene: from the light that the lens gathers to the 8 bits of a pixel.</summary>
internal sealed record SensorDescription
{
    /// <summary>
    /// Light that fills the well where the scene does not say. With the filmic curve two stops more than white, as cameras keep for highlights.
    /// </summary>
    private const double FilmicSaturation = 4;

    /// <summary>Luminous efficacy of white light, lm/W: Ward, "The RADIANCE Lighting Simulation and Rendering System", SIGGRAPH 1994.</summary>
    private const double LumensPerWatt = 179;

    private static readonly Key<Value<double>> Aperture = Number("aperture_f", "f-number", 0.5, 128, null,
        "f-number; with shutter_s it makes the exposure physical: light of 1 is then a luminance of 1.2 * 2^EV100 cd/m2 with EV100 = log2(aperture_f^2 / "
        + "shutter_s * 100 / iso) (ISO 12232, saturation-based; Lagarde and de Rousiers 2014) at 179 lm/W (Ward 1994). exposure_ev of the image comes on top.", "2.8");

    private static readonly Key<Value<double>> Shutter = Number("shutter_s", "seconds", 1e-7, 3600, null, "Exposure time; goes with aperture_f.", "0.01");

    private static readonly Key<Value<double>> IsoKey = new("iso", new SampledType<double>(new NumberType(null, 1, 1e7)), "100",
        "Sensitivity. The converter's range is used up by full_well_e * 100 / iso electrons, so pictures at a higher one are noisier.", "{ choice: [100, 200, 400, 800] }");

    private static readonly Key<Value<double>> SaturationKey = Number("saturation", null, 1e-3, 32, null,
        "Linear light that fills the well at ISO 100, where white is 1; it is shown as the brightest white. Default: 4 with the filmic tone curve, 1 with none.", "2");

    private static readonly Key<Value<double>> Cos4 = Number("vignetting_cos4", null, 0, 1, "0",
        "How much there is of the natural fall-off by cos^4 of the field angle: the light is multiplied by 1 - v (1 - cos^4).", "[0.3, 1]");

    private static readonly Key<Value<Double3>> Radial = new("vignetting_radial", new SampledType<Double3>(new PointType("coefficients", "k1, k2, k3")), "[0, 0, 0]",
        "k1, k2, k3 of 1 + k1 r^2 + k2 r^4 + k3 r^6 with r = 1 at half the diagonal from the principal point (Lensfun's model 'pa').", "[-0.3, 0, 0]");

    private static readonly Key<Value<double>> Red = Number("chromatic_red", null, -0.05, 0.05, "0",
        "Lateral chromatic aberration: magnification of red relative to green, less 1. 0.001 is 0.4 pixels in the corner of 640 x 480.", "[-0.001, 0.001]");

    private static readonly Key<Value<double>> Blue = Number("chromatic_blue", null, -0.05, 0.05, "0", "The same of blue.", "[-0.001, 0.001]");

    private static readonly Key<Value<double>> Blur = Number("blur_px", "pixels", 0, 16, "0", "Standard deviation of the lens's Gaussian blur.", "[0.3, 0.8]");

    private static readonly Key<Value<Double3>> ResponseKey = new("response", new SampledType<Double3>(new PointType("responses", "red, green, blue", 1e-3)), "[1, 1, 1]",
        "Responses of the red, green and blue filters to white light, relative. Colours themselves are linear sRGB; the development divides by the responses, "
        + "so that a weak filter is a noisy one.", "[0.55, 1, 0.65]");

    private static readonly Key<Value<SensorPreset>> PresetKey = new("preset", new SampledType<SensorPreset>(new WordType<SensorPreset>("sensor", [.. SensorPreset.All.Select(p => (p.Name, p))])), null,
        "full_well_e, read_noise_e and bits of a real sensor where they are not given, from EMVA 1288 measurements that Balluff publishes of its monochrome cameras (signal-to-noise ratio at saturation and dynamic range): "
        + string.Join(", ", SensorPreset.All.Select(p => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{p.Name} ({p.PixelUm} microns, {p.SnrDb} and {p.RangeDb} dB)"))) + ".",
        "{ choice: [imx249, imx546] }");

    private static readonly Key<Value<double>> FullWell = Number("full_well_e", "electrons", 10, 1e7, "10500",
        "Electrons that a photosite holds (saturation capacity). Default: as 3.45 micron machine-vision sensors (40.3 dB at saturation, as of Sony IMX255, is 10,700).",
        "{ log_uniform: [3000, 15000] }");

    private static readonly Key<Value<double>> ReadNoise = Number("read_noise_e", "electrons", 0, 1e5, "2.5",
        "Standard deviation of the temporal dark noise. Default: as of the same sensors.", "{ log_uniform: [1.5, 8] }");

    private static readonly Key<Value<double>> Dark = Number("dark_e", "electrons", 0, 1e5, "0",
        "Mean dark current of one exposure: it adds shot noise, and its mean is subtracted.", "[0, 20]");

    private static readonly Key<Value<double>> PrnuKey = Number("prnu", null, 0, 0.5, "0.005",
        "Photo response non-uniformity: standard deviation of the photosites' responses, the same pattern in all frames.", "[0, 0.01]");

    private static readonly Key<Value<double>> Dsnu = Number("dsnu_e", "electrons", 0, 1e5, "0",
        "Dark signal non-uniformity: standard deviation of the photosites' dark signals, the same pattern in all frames.", "1");

    private static readonly Key<Value<double>> Hot = Number("hot_pixels", null, 0, 1, "0",
        "Part of the photosites that glow, evenly up to a full well; the same ones in all frames.", "0.0001");

    private static readonly Key<Value<long>> BitsKey = new("bits", new SampledType<long>(new IntegerType(6, 16)), "12", "Of the analog-to-digital converter.",
        "{ choice: [8, 10, 12] }");

    private static readonly Key<Value<double>> BlackKey = Number("black_level", null, 0, 0.5, "0.015625",
        "What the converter gives in the dark, as a part of its range, so that noise around black is not cut off.");

    private static readonly Key<Value<BayerPattern>> BayerKey = new("bayer", new SampledType<BayerPattern>(new WordType<BayerPattern>("Bayer pattern",
        ("rggb", BayerPattern.Rggb), ("bggr", BayerPattern.Bggr), ("grbg", BayerPattern.Grbg), ("gbrg", BayerPattern.Gbrg), ("none", BayerPattern.None))), "rggb",
        "Colours of the upper left 2 x 2 photosites, row by row; none: each pixel measures all three.");

    private static readonly Key<Value<DemosaicMethod>> DemosaicKey = new("demosaic", new SampledType<DemosaicMethod>(new WordType<DemosaicMethod>(
        "demosaicing method", ("malvar", DemosaicMethod.Malvar), ("bilinear", DemosaicMethod.Bilinear))), "malvar",
        "malvar (the 5 x 5 filters of Malvar, He and Cutler, ICASSP 2004) or bilinear.", "{ choice: [malvar, bilinear] }");

    private static readonly Key<Value<double>> WhiteBalanceKey = Number("white_balance_k", "kelvin", BlackBody.MinKelvin, BlackBody.MaxKelvin, null,
        "The camera shows a grey surface in the light of a black body of this temperature (a light's temperature_k) as grey. Default: light [1, 1, 1] is white.",
        "[3500, 7500]");

    private static readonly Key<Value<double>> Sharpen = Number("sharpening", null, 0, 10, "0",
        "Unsharp mask in linear light: what is added of the difference between the picture and its blur.", "[0, 1]");

    private static readonly Key<Value<double>> SharpenRadius = Number("sharpening_radius_px", "pixels", 0.3, 16, "1",
        "Standard deviation of that Gaussian blur.");

    private static readonly Key<Value<long>> Jpeg = new("jpeg_quality", new SampledType<long>(new IntegerType(1, 100)), null,
        "Quality of the JPEG file through which the picture goes before it is written (libjpeg's scale); where the pictures are JPEG files, theirs. Default: no JPEG.",
        "{ integers: [40, 95] }");

    private static readonly Key<Value<JpegChroma>> Chroma = new("jpeg_chroma", new SampledType<JpegChroma>(new WordType<JpegChroma>("JPEG colour resolution",
        ("half", Frames.JpegChroma.Half), ("full", Frames.JpegChroma.Full))), "half", "Resolution of its colours: half (4:2:0, as cameras do) or full (4:4:4).");

    internal static readonly Section<SensorDescription> Section = new("sensor",
        "What the camera makes of the light, in linear sRGB until the tone curve: vignetting, chromatic aberration, blur; photo-electrons with shot, dark and "
        + "read noise (EMVA 1288); converter, Bayer mosaic, demosaicing, white balance, sharpening, tone curve, 8 bits, JPEG. Labels do not see it. Without this "
        + "section pictures are what an ideal camera shows.",
        [
            Aperture, Shutter, IsoKey, SaturationKey, Cos4, Radial, Red, Blue, Blur, ResponseKey, PresetKey, FullWell, Dark, ReadNoise, PrnuKey, Dsnu, Hot, BitsKey, BlackKey,
            BayerKey, DemosaicKey, WhiteBalanceKey, Sharpen, SharpenRadius, Jpeg, Chroma,
        ], Read);

    public Value<double>? ApertureF { get; init; }

    public Value<double>? ShutterS { get; init; }

    public required Value<double> Iso { get; init; }

    public Value<double>? Saturation { get; init; }

    public required Value<double> VignettingCos4 { get; init; }

    public required Value<Double3> VignettingRadial { get; init; }

    public required Value<double> ChromaticRed { get; init; }

    public required Value<double> ChromaticBlue { get; init; }

    public required Value<double> BlurPx { get; init; }

    public required Value<Double3> Response { get; init; }

    public Value<SensorPreset>? Preset { get; init; }

    /// <summary>Null: as of the preset.</summary>
    public Value<double>? FullWellE { get; init; }

    public required Value<double> DarkE { get; init; }

    /// <summary>Null: as of the preset.</summary>
    public Value<double>? ReadNoiseE { get; init; }

    public required Value<double> Prnu { get; init; }

    public required Value<double> DsnuE { get; init; }

    public required Value<double> HotPixels { get; init; }

    /// <summary>Null: as of the preset.</summary>
    public Value<long>? Bits { get; init; }

    public required Value<double> BlackLevel { get; init; }

    public required Value<BayerPattern> Bayer { get; init; }

    public required Value<DemosaicMethod> Demosaic { get; init; }

    public Value<double>? WhiteBalanceK { get; init; }

    public required Value<double> Sharpening { get; init; }

    public required Value<double> SharpeningRadiusPx { get; init; }

    public Value<long>? JpegQuality { get; init; }

    public required Value<JpegChroma> JpegChroma { get; init; }

    /// <summary>Stops by which aperture, shutter and sensitivity change the exposure; 0 where the scene does not say them.</summary>
    public double ExposureEv(DrawKey key)
    {
        if (ApertureF is null)
            return 0;
        var f = ApertureF.Draw(key);
        var twoToEv100 = f * f / ShutterS!.Draw(key) * 100 / Iso.Draw(key);
        return PortableMath.Log(LumensPerWatt / (1.2 * twoToEv100)) / PortableMath.Log(2);
    }

    public FrameSensor Draw(DrawKey key, ToneCurve curve) => new()
    {
        VignettingCos4 = (float)VignettingCos4.Draw(key),
        VignettingRadial = VignettingRadial.Draw(key).ToSingle(),
        LateralChroma = new((float)ChromaticRed.Draw(key), (float)ChromaticBlue.Draw(key)),
        BlurPx = (float)BlurPx.Draw(key),
        Response = Response.Draw(key).ToSingle(),
        Saturation = (float)(Saturation?.Draw(key) ?? (curve == ToneCurve.Filmic ? FilmicSaturation : 1)),
        FullWellE = (float)(FullWellE?.Draw(key) ?? Preset!.Draw(key).FullWellE),
        Iso = (float)Iso.Draw(key),
        DarkE = (float)DarkE.Draw(key),
        ReadNoiseE = (float)(ReadNoiseE?.Draw(key) ?? Preset!.Draw(key).ReadNoiseE),
        Prnu = (float)Prnu.Draw(key),
        DsnuE = (float)DsnuE.Draw(key),
        HotPixels = (float)HotPixels.Draw(key),
        Bits = (int)(Bits?.Draw(key) ?? Preset!.Draw(key).Bits),
        BlackLevel = (float)BlackLevel.Draw(key),
        Bayer = Bayer.Draw(key),
        Demosaic = Demosaic.Draw(key),
        WhiteBalance = WhiteBalanceK is null ? System.Numerics.Vector3.One : Neutral(WhiteBalanceK.Draw(key)).ToSingle(),
        Sharpening = (float)Sharpening.Draw(key),
        SharpeningRadiusPx = (float)SharpeningRadiusPx.Draw(key),
        JpegQuality = (int?)JpegQuality?.Draw(key),
        JpegChroma = JpegChroma.Draw(key),
    };

    /// <summary>Gains that turn the colour of a black body into white of the same luminance.</summary>
    private static Double3 Neutral(double kelvin)
    {
        // The reddest black bodies have no blue within sRGB.
        const double least = 1.0 / 64;
        var color = BlackBody.Color(kelvin);
        return new(1 / Math.Max(color.X, least), 1 / Math.Max(color.Y, least), 1 / Math.Max(color.Z, least));
    }

    private static SensorDescription Read(SectionReader r)
    {
        if (r.Has(Aperture) != r.Has(Shutter))
            throw r.NodeOf(r.Has(Aperture) ? Aperture : Shutter).Error("'aperture_f' and 'shutter_s' go together.", "Give both or neither.");
        if (!r.Has(Jpeg))
            r.Forbid(Chroma, "'jpeg_quality' is not given");
        var preset = r.Find(PresetKey);
        Value<T>? Own<T>(Key<Value<T>> key) => preset is null || r.Has(key) ? r.Get(key) : null;
        return new()
        {
            Preset = preset,
            ApertureF = r.Find(Aperture),
            ShutterS = r.Find(Shutter),
            Iso = r.Get(IsoKey),
            Saturation = r.Find(SaturationKey),
            VignettingCos4 = r.Get(Cos4),
            VignettingRadial = r.Get(Radial),
            ChromaticRed = r.Get(Red),
            ChromaticBlue = r.Get(Blue),
            BlurPx = r.Get(Blur),
            Response = r.Get(ResponseKey),
            FullWellE = Own(FullWell),
            DarkE = r.Get(Dark),
            ReadNoiseE = Own(ReadNoise),
            Prnu = r.Get(PrnuKey),
            DsnuE = r.Get(Dsnu),
            HotPixels = r.Get(Hot),
            Bits = Own(BitsKey),
            BlackLevel = r.Get(BlackKey),
            Bayer = r.Get(BayerKey),
            Demosaic = r.Get(DemosaicKey),
            WhiteBalanceK = r.Find(WhiteBalanceKey),
            Sharpening = r.Get(Sharpen),
            SharpeningRadiusPx = r.Get(SharpenRadius),
            JpegQuality = r.Find(Jpeg),
            JpegChroma = r.Get(Chroma),
        };
    }

    /// <summary>A number or a distribution of it.</summary>
    private static Key<Value<double>> Number(string name, string? unit, double min, double max, string? fallback, string doc, string? example = null) =>
        new(name, new SampledType<double>(new NumberType(unit, min, max)), fallback, doc, example);
}
