using System.Globalization;
using Render.Core.Materials;
using Render.Core.Scenes;

namespace Render.Core.Textures;

/// <summary>The colours that a kind of texture takes.</summary>
/// <param name="Min">At least so many.</param>
/// <param name="Max">At most.</param>
/// <param name="Doc">What each of them is.</param>
/// <param name="Default">As YAML, where there is no palette.</param>
/// <param name="Palettes">Colours that belong together, by name: '#rrggbb'. One is drawn where the scene gives no colours. May be empty.</param>
internal sealed record TextureColors(int Min, int Max, string Doc, string? Default, params (string Name, string[] Colors)[] Palettes);

/// <summary>How a kind's surface is, where a scene says nothing else: distributions as YAML.</summary>
internal readonly record struct SurfaceDefaults(string Roughness, string RoughnessContrast, string Relief, string Metallic = "0");

/// <summary>
/// A kind of procedural texture. One class each: its name, its documentation, its parameters, and how it is painted; the reader, the error messages, the
/// schema and the reference page all come from here. A texture is a pure function of its recipe, made of whole-number operations and of correctly rounded
/// additions, multiplications, divisions and square roots alone, so that its bytes are the same everywhere.
/// </summary>
internal abstract class ProceduralKind
{
    private IReadOnlyList<TextureParameter>? _all;
    private IReadOnlyList<double>? _defaultValues;
    private IReadOnlyList<uint>? _defaultColors;

    protected ProceduralKind(SurfaceDefaults surface)
    {
        Roughness = TextureParameter.Number("roughness", 0, 1, surface.Roughness, "Mean perceptual roughness: 0 mirror, 1 matt.");
        RoughnessContrast = TextureParameter.Number("roughness_contrast", 0, 1, surface.RoughnessContrast,
            "Between the roughest and the smoothest part of the pattern.");
        Relief = TextureParameter.Number("relief", 0, 0.25, surface.Relief, "Height of the relief that the normal map shows, in widths of the tile; 0: flat.");
        Metallic = TextureParameter.Number("metallic", 0, 1, surface.Metallic, "0 dielectric, 1 metal.");
    }

    /// <summary>The key that names it in a scene.</summary>
    public abstract string Name { get; }

    /// <summary>One or two sentences for the reference page.</summary>
    public abstract string Doc { get; }

    public abstract TextureColors Colors { get; }

    /// <summary>The kind's own.</summary>
    public abstract IReadOnlyList<TextureParameter> Parameters { get; }

    /// <summary>What all kinds have comes last.</summary>
    public IReadOnlyList<TextureParameter> AllParameters => _all ??= [.. Parameters, Roughness, RoughnessContrast, Relief, Metallic];

    public TextureParameter Roughness { get; }

    public TextureParameter RoughnessContrast { get; }

    public TextureParameter Relief { get; }

    public TextureParameter Metallic { get; }

    /// <summary>How copies join: most kinds are the same at opposite edges; those that cannot be are mirrored.</summary>
    public virtual TextureWrap Wrap => TextureWrap.Repeat;

    /// <summary>The middle of each parameter's default.</summary>
    public IReadOnlyList<double> DefaultValues => _defaultValues ??= [.. AllParameters.Select(parameter => parameter.Middle)];

    /// <summary>The first palette, or the middle of each default colour; sRGB, 0xrrggbb.</summary>
    public IReadOnlyList<uint> DefaultColors => _defaultColors ??= Colors.Palettes.Length > 0
        ? PaletteOf(Colors.Palettes[0].Name)
        : [.. new ColorListType(Colors).Read(SceneFile.Parse(Colors.Default!).Root, new() { Roots = new AssetRoots([]) }).Select(c => ColorListType.Encoded(c.Base))];

    /// <summary>sRGB, 0xrrggbb.</summary>
    /// <param name="name">One of the palettes.</param>
    public IReadOnlyList<uint> PaletteOf(string name) => [.. Colors.Palettes.First(palette => palette.Name == name).Colors
        .Select(c => uint.Parse(c.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))];

    /// <param name="recipe">Of this kind.</param>
    /// <param name="canvas">Of the recipe's size; all zero.</param>
    public abstract void Paint(TextureRecipe recipe, TextureCanvas canvas);
}
