using System.Numerics;
using MakeAssets.Modelling;
using MakeAssets.Painting;

namespace MakeAssets.Models;

/// <summary>A dinner plate, 26 cm across and 2.4 cm high, white porcelain with a blue rim and a row of leaves.</summary>
internal static class Plate
{
    private const int Columns = 96;

    public static Model Make()
    {
        var mesh = new MeshBuilder();
        Outline section = new Outline(0, 2).Line(70, 2, 2).Line(75, 0.8).Arc(77, 1, 1, 180, 360, 4).Bezier(78.5, 3, 80, 4.5, 83, 6, 4)
            .Bezier(92, 10.5, 96, 15.5, 103, 18, 6).Line(128, 22, 3).Arc(128.2, 23.2, 1.2, -80, 100, 6).Line(104, 20.8, 4)
            .Bezier(97, 19, 93, 13.5, 86, 9.5, 6).Bezier(82, 7.2, 78, 6.2, 72, 6, 4).Line(0, 6, 3);
        // The picture is seen from above; the underside shows the plain middle of it, mirrored, within a radius where it is white.
        int turning = section.Points.Select((p, i) => (p, i)).MaxBy(t => t.p.X).i;
        Vector3[][] rings = [.. section.Points.Select(p => Surfaces.Circle(p.X, p.Y, Columns))];
        Surfaces.Skin(mesh, 0, rings, (r, c) =>
        {
            Vector3 p = rings[r][c % Columns] * (r < turning ? 0.55f : 1);
            return new Vector2(0.5f + p.X / 262, 0.5f - p.Y / 262);
        });
        return new Model("plate", mesh.Build(50), [new Finish("porcelain") { BaseColorMap = Picture(), Roughness = 0.12 }]);
    }

    private static Canvas Picture()
    {
        const double size = 1024, scale = size / 262;
        Vector3 white = Canvas.Hex(0xF4F2EC), blue = Canvas.Hex(0x24508F);
        var canvas = new Canvas((int)size, (int)size, white);
        double centre = size / 2;
        void Circle(double radius, double width) => canvas.Shape(
            (x, y) => Math.Abs(Distance.Circle(x, y, centre, centre, radius * scale)) - width * scale / 2, blue);
        Circle(127.2, 4);
        Circle(122, 0.8);
        Circle(106.5, 0.8);
        const int leaves = 36;
        for (int i = 0; i < leaves; i++)
        {
            double a = 2 * Math.PI * i / leaves, ca = Portable.Cos(a), sa = Portable.Sin(a);
            double tilt = i % 2 == 0 ? 0.5 : -0.5, ct = Portable.Cos(tilt), st = Portable.Sin(tilt);
            double cx = centre + 114.2 * scale * ca, cy = centre + 114.2 * scale * sa;
            canvas.Shape(new Box(cx - 40, cy - 40, cx + 40, cy + 40), (x, y) =>
            {
                double radial = (x - cx) * ca + (y - cy) * sa, around = (y - cy) * ca - (x - cx) * sa;
                double along = around * ct + radial * st, across = radial * ct - around * st;
                double reach = 8.5 * scale, bulge = 9 * scale, arc = Math.Sqrt(reach * reach + bulge * bulge);
                return Math.Max(Distance.Circle(along, across, 0, bulge, arc), Distance.Circle(along, across, 0, -bulge, arc));
            }, blue);
        }
        return canvas;
    }
}
