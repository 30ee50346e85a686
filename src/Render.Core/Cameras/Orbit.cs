using Render.Core.Scenes.Language;

namespace Render.Core.Cameras;

/// <summary>The <c>orbit:</c> of a camera: its azimuth goes on from image to image.</summary>
/// <param name="Steps">Images of all turns.</param>
/// <param name="Turns">In so many steps; negative: clockwise.</param>
/// <param name="StartDeg">Azimuth of the first image.</param>
internal sealed record Orbit(long Steps, double Turns, double StartDeg)
{
    private static readonly Key<long> StepsKey = new("steps", new IntegerType(1, 1_000_000), null,
        "How many images the turns take: frames, or frames times views where there are views.", "36", required: true);

    private static readonly Key<double> TurnsKey = new("turns", new NumberType("turns", -1000, 1000), "1", "How often it goes around in them; negative is clockwise seen from above.");

    private static readonly Key<double> StartKey = new("start_deg", new NumberType("degrees"), "-60", "Azimuth of the first image.");

    internal static readonly Section<Orbit> Section = new("orbit",
        "Goes around look_at from image to image, at the camera's distance and elevation_deg.", [StepsKey, TurnsKey, StartKey],
        r => new(r.Get(StepsKey), r.Get(TurnsKey), r.Get(StartKey)));

    /// <summary>Degrees.</summary>
    /// <param name="step">The image, from 0; from <see cref="Steps"/> on it goes around again.</param>
    public double Azimuth(long step) => StartDeg + 360 * Turns * (step % Steps) / Steps;
}
