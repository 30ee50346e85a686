namespace Render.Assets.Images;

/// <summary>Normal maps that hold two channels of three.</summary>
internal static class UnitNormal
{
    /// <summary>What makes a unit normal of x and y, all as 8 bits for -1 to 1; 0 where they are longer than 1 already.</summary>
    public static byte Third(byte x8, byte y8)
    {
        var (x, y) = (x8 / 127.5f - 1, y8 / 127.5f - 1);
        return (byte)(MathF.Sqrt(Math.Max(1 - x * x - y * y, 0)) * 127.5f + 128);
    }
}
