using Render.Dataset.Coco;

namespace Render.Tests.Dataset;

/// <summary>Random masks of every awkward kind, and what is true of a mask, computed in the plainest way.</summary>
internal sealed record Mask(int Width, int Height, bool[] Pixels)
{
    public bool this[int x, int y] => x >= 0 && y >= 0 && x < Width && y < Height && Pixels[y * Width + x];

    public int Area => Pixels.Count(p => p);

    public PixelBox Box
    {
        get
        {
            var inside = Enumerable.Range(0, Pixels.Length).Where(i => Pixels[i]).ToArray();
            var (left, top) = (inside.Min(i => i % Width), inside.Min(i => i / Width));
            return new(left, top, inside.Max(i => i % Width) - left + 1, inside.Max(i => i / Width) - top + 1);
        }
    }

    /// <summary>Pixels in column-major order, as runs outside and inside by turns.</summary>
    public uint[] Counts
    {
        get
        {
            var (counts, current, run) = (new List<uint>(), false, 0u);
            for (var x = 0; x < Width; x++)
            {
                for (var y = 0; y < Height; y++, run++)
                {
                    if (this[x, y] == current)
                        continue;
                    counts.Add(run);
                    (current, run) = (!current, 0);
                }
            }
            counts.Add(run);
            return [.. counts];
        }
    }

    public ushort[] Ids(ushort id) => [.. Pixels.Select(p => p ? id : (ushort)0)];

    /// <summary>Thin lines, holes in holes, scattered pixels, single pixels, everything, the border alone, checkerboards, blobs.</summary>
    public static Mask Random(Random random)
    {
        var (width, height) = (random.Next(1, 24), random.Next(1, 24));
        var mask = new Mask(width, height, new bool[width * height]);
        var kind = random.Next(8);
        var density = random.NextDouble();
        for (var i = 0; i < mask.Pixels.Length; i++)
        {
            var (x, y) = (i % width, i / width);
            mask.Pixels[i] = kind switch
            {
                0 => true,
                1 => x == 0 || y == 0 || x == width - 1 || y == height - 1,
                2 => (x + y) % 2 == 0,
                3 => random.NextDouble() < density,
                4 => Math.Min(Math.Min(x, width - 1 - x), Math.Min(y, height - 1 - y)) % 2 == 0,
                _ => false,
            };
        }
        if (kind == 5)
            mask.Pixels[random.Next(mask.Pixels.Length)] = true;
        for (var step = 0; kind == 6 && step < 6; step++)
            mask.Rectangle(random, value: step % 2 == 0);
        for (var (step, x, y) = (0, random.Next(width), random.Next(height)); kind == 7 && step < 60; step++)
        {
            mask.Pixels[y * width + x] = true;
            (x, y) = (Math.Clamp(x + random.Next(-1, 2), 0, width - 1), Math.Clamp(y + random.Next(-1, 2), 0, height - 1));
        }
        return mask;
    }

    private void Rectangle(Random random, bool value)
    {
        var (left, top) = (random.Next(Width), random.Next(Height));
        var (right, bottom) = (random.Next(left, Width), random.Next(top, Height));
        for (var y = top; y <= bottom; y++)
            for (var x = left; x <= right; x++)
                Pixels[y * Width + x] = value;
    }
}
