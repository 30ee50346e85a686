using System.Numerics;
using MakeAssets.Painting;

namespace MakeAssets.Modelling;

/// <summary>A glTF metallic-roughness material. Factors are linear; a map multiplies its factor.</summary>
internal sealed record Finish(string Name)
{
    public Vector3 BaseColor { get; init; } = Vector3.One;

    public double Metallic { get; init; }

    public double Roughness { get; init; } = 1;

    public Canvas? BaseColorMap { get; init; }

    /// <summary>Green: roughness, blue: metalness.</summary>
    public Canvas? MetallicRoughnessMap { get; init; }

    /// <summary>Red: ambient occlusion. May be the metallic-roughness map.</summary>
    public Canvas? OcclusionMap { get; init; }

    public Canvas? NormalMap { get; init; }

    public Vector3 Emission { get; init; }
}

/// <summary>A finished model: its surfaces and the materials that they name by number.</summary>
internal sealed record Model(string Name, IReadOnlyList<Primitive> Primitives, IReadOnlyList<Finish> Finishes);
