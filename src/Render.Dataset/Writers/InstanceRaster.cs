using Render.Core;
using Render.Dataset.Conversion;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>Masks of one image as one picture of numbers. The buffer is kept; not thread-safe.</summary>
internal sealed class InstanceRaster
{
    private ushort[] _numbers = [];

    /// <summary>Width * height numbers, top row first, 0 where none is seen; valid until the next call.</summary>
    /// <param name="image">Of the instances.</param>
    /// <param name="instances">Those to paint, each with visible pixels.</param>
    /// <exception cref="RenderException">Two share a pixel.</exception>
    public ReadOnlySpan<ushort> Paint(SourceImage image, IEnumerable<InstanceOutput> instances)
    {
        var size = checked(image.Width * image.Height);
        if (_numbers.Length != size)
            _numbers = new ushort[size];
        else
            Array.Clear(_numbers);
        foreach (var instance in instances)
            Paint(image, instance);
        return _numbers;
    }

    private void Paint(SourceImage image, InstanceOutput instance)
    {
        var (number, position) = ((ushort)instance.Number, 0L);
        var counts = image.Visible(instance);
        for (var run = 0; run < counts.Length; position += counts[run++])
        {
            if (run % 2 == 0)
                continue;
            var (x, y) = ((int)(position / image.Height), (int)(position % image.Height));
            for (var left = counts[run]; left > 0; left--)
            {
                ref var pixel = ref _numbers[y * image.Width + x];
                if (pixel != 0)
                    throw new RenderException(
                        Failure.InvalidInput, $"no valid frame record: instances {pixel} and {number} are both seen at pixel ({x}, {y}).", image.Record);
                pixel = number;
                if (++y == image.Height)
                    (x, y) = (x + 1, 0);
            }
        }
    }
}
