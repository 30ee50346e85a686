using Render.Core.Textures.Kinds;

namespace Render.Core.Textures;

/// <summary>All procedural textures of the language. A new one is a class in Textures/Kinds and a line here.</summary>
internal static class ProceduralTable
{
    public static readonly IReadOnlyList<ProceduralKind> All =
    [
        new CheckerKind(),
        new StripesKind(),
        new DotsKind(),
        new GradientKind(),
        new PerlinKind(),
        new WorleyKind(),
        new WoodKind(),
        new MarbleKind(),
        new BrushedMetalKind(),
        new ScratchesKind(),
        new DirtKind(),
    ];

    public static ProceduralKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
