using MakeAssets.Modelling;

namespace MakeAssets.Models;

/// <summary>A plain washer for M12 (ISO 7089): 24 mm outside, 13 mm inside, 2.5 mm thick, its upper edges rounded by punching.</summary>
internal static class Washer
{
    public static Model Make()
    {
        var mesh = new MeshBuilder();
        Outline section = new Outline(6.5, 0.2).Line(6.7, 0).Line(11.8, 0).Line(12, 0.2).Line(12, 1.9).Arc(11.4, 1.9, 0.6, 0, 90, 4)
            .Line(6.9, 2.5, 4).Arc(6.9, 2.1, 0.4, 90, 180, 3).Line(6.5, 0.2);
        Surfaces.Turn(mesh, 0, section.Points, 72, (i, p) => (p.X + p.Y) / 12, 3);
        return new Model("washer", mesh.Build(40), [Metal.Brushed("zinc-plated steel", new(0.66f, 0.67f, 0.66f), 0.30)]);
    }
}
