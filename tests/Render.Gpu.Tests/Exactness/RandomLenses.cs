using Render.Core.Frames;

namespace Render.Gpu.Tests.Exactness;

/// <summary>Lenses of both models, from gentle to as strong as real ones get, fisheyes of up to 220 degrees among them. A lens is a function of its number.</summary>
internal static class RandomLenses
{
    /// <summary>The frame through a lens; its first camera gets it, with a focal length that suits it.</summary>
    public static Frame Through(Frame frame, int number)
    {
        var random = new Random(7000 + number);
        double Within(double range) => range * (2 * random.NextDouble() - 1);
        var (camera, width) = (frame.Cameras[0], frame.Image.Width);
        if (number % 2 == 0)
        {
            // The image circle ends inside of the image, at its corners or beyond.
            var angle = (60 + 50 * random.NextDouble()) * Math.PI / 180;
            var lens = new FrameLens
            {
                Model = LensModel.KannalaBrandt,
                K = number % 4 == 0 ? [] : [Within(0.06), Within(0.015), Within(0.004), Within(0.0005)],
                MaxAngleDeg = angle * 180 / Math.PI,
            };
            var focal = (float)(width * (0.35 + 0.4 * random.NextDouble()) / angle);
            return frame with { Cameras = [camera with { Fx = focal, Fy = (float)(focal * (1 + Within(0.05))), Lens = lens }] };
        }
        var half = (25 + 30 * random.NextDouble()) * Math.PI / 180;
        var pinhole = (float)(width / 2.0 / Math.Tan(half));
        double[] radial = [Within(0.25) - 0.08, Within(0.08), Within(0.02)];
        return frame with
        {
            Cameras =
            [
                camera with
                {
                    Fx = pinhole,
                    Fy = (float)(pinhole * (1 + Within(0.05))),
                    Lens = new FrameLens
                    {
                        Model = LensModel.BrownConrady,
                        K = number % 3 == 0 ? [.. radial, Within(0.1), Within(0.02), Within(0.005)] : radial,
                        P = number % 5 == 0 ? [] : [Within(0.003), Within(0.003)],
                    },
                },
            ],
        };
    }
}
