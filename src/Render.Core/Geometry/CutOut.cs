using Render.Core.Assets;
using Render.Core.Frames;
using Render.Core.Materials;
using Render.Core.Sampling;

namespace Render.Core.Geometry;

/// <summary>
/// The alpha of a surface that is not opaque, in double precision: texture at mip 0, bilinear, times factor, times vertex colour
/// (CONVENTIONS, "Labels").
/// </summary>
internal sealed class CutOut
{
    private readonly TextureImage? _texture;
    private readonly TextureReference? _address;
    private readonly double _factor;
    private readonly bool _usesVertexColors;

    private CutOut(ResolvedMaterial material, double blendCutoff)
    {
        _texture = material.BaseColor;
        _address = material.Material.BaseColorTexture;
        _factor = material.Material.BaseColor.W;
        _usesVertexColors = material.UsesVertexColors;
        Cutoff = material.Material.AlphaMode == AlphaMode.Mask ? material.Material.AlphaCutoff : blendCutoff;
    }

    /// <summary>Solid from this alpha up.</summary>
    public double Cutoff { get; }

    /// <summary>Null where the material is solid everywhere.</summary>
    /// <param name="material">As the instance wears it.</param>
    /// <param name="blendCutoff">From this alpha up a blended surface is solid in labels.</param>
    public static CutOut? Of(ResolvedMaterial material, double blendCutoff) => material.Material.AlphaMode == AlphaMode.Opaque ? null : new(material, blendCutoff);

    /// <summary>Those of an instance, by material; null where all are solid.</summary>
    /// <exception cref="RenderException">A texture that a change of its materials names cannot be had.</exception>
    public static CutOut?[]? Of(FrameInstance instance, Model model, AssetLibrary assets, double blendCutoff) =>
        MayHaveHoles(model) || instance.Materials.Any(change => change.Alpha is not null || change.Adjusted?.Any(a => a.Parameter == MaterialParameter.Alpha) == true)
            ? Array.ConvertAll(ResolvedMaterial.Of(instance, model, assets), material => Of(material, blendCutoff))
            : null;

    /// <summary>Whether the model's own materials are not all solid. A change of the alpha may give holes to any.</summary>
    public static bool MayHaveHoles(Model model) => Array.Exists(model.Materials, m => m.AlphaMode != AlphaMode.Opaque);

    /// <summary>Alpha at the point whose weights on the three vertices are given.</summary>
    public double Alpha(Mesh mesh, (int A, int B, int C) corners, (double A, double B, double C) weights)
    {
        double Interpolate(double a, double b, double c) => a * weights.A + b * weights.B + c * weights.C;
        var alpha = _factor;
        if (_usesVertexColors && mesh.Colors is { } colors)
            alpha *= Interpolate(colors[corners.A].W, colors[corners.B].W, colors[corners.C].W);
        if (_texture is null || _address is null)
            return alpha;
        var uv = _address.TexCoordSet == 1 ? mesh.TexCoords1 : mesh.TexCoords;
        if (uv is null)
            return alpha * Sample(0, 0);
        return alpha * Sample(
            Interpolate(uv[corners.A].X, uv[corners.B].X, uv[corners.C].X), Interpolate(uv[corners.A].Y, uv[corners.B].Y, uv[corners.C].Y));
    }

    private double Sample(double u, double v)
    {
        // KHR_texture_transform: scale, then a turn that is counter-clockwise where v points down, then the offset.
        var (sin, cos) = PortableMath.SinCosDegrees(_address!.Rotation * (180 / Math.PI));
        (u, v) = (u * _address.Scale.X, v * _address.Scale.Y);
        (u, v) = (cos * u + sin * v + _address.Offset.X, cos * v - sin * u + _address.Offset.Y);
        var (x, y) = (u * _texture!.Width - 0.5, v * _texture.Height - 0.5);
        var (column, row) = (Math.Floor(x), Math.Floor(y));
        double Texel(double i, double j) => _texture.Levels[0][
            4 * (Wrap(j, _texture.Height, _address.WrapV) * _texture.Width + Wrap(i, _texture.Width, _address.WrapU)) + 3] / 255.0;
        var top = double.Lerp(Texel(column, row), Texel(column + 1, row), x - column);
        var bottom = double.Lerp(Texel(column, row + 1), Texel(column + 1, row + 1), x - column);
        return double.Lerp(top, bottom, y - row);
    }

    private static int Wrap(double i, int size, TextureWrap mode)
    {
        if (mode == TextureWrap.Clamp)
            return (int)Math.Clamp(i, 0, size - 1);
        var period = mode == TextureWrap.Mirror ? 2 * size : size;
        var wrapped = (int)(i - period * Math.Floor(i / period));
        return wrapped < size ? wrapped : 2 * size - 1 - wrapped;
    }
}
