using System.Numerics;
using System.Runtime.InteropServices;
using Render.Core;
using Render.Core.Assets;

namespace Render.Assets.Readers.Assimp;

/// <summary>What libassimp says of the file's format, and where its up axis and unit come from.</summary>
/// <param name="Name">libassimp's name of the format.</param>
/// <param name="Axes">Right, up of a file that declares them (FBX), as signed columns; null where it does not.</param>
internal readonly record struct AssimpFormat(string Name, (Vector3 Right, Vector3 Up)? Axes)
{
    /// <summary>(x, y, z) -> (x, -z, y).</summary>
    private static readonly Matrix4x4 FromYUp = new(1, 0, 0, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1);

    private bool Has(string part) => Name.Contains(part, StringComparison.OrdinalIgnoreCase);

    public bool IsObj => Has("Wavefront");

    /// <summary>libassimp turns the file's z to its y at the root; undone, so that 'up' speaks of the file.</summary>
    private bool IsTurnedByReader => Has("3DS");

    /// <summary>The format's own extension, which a file need not have: libassimp knows many formats by their content. For those alike in this, that of one.</summary>
    private string Extension => Has("FBX") ? ".fbx" : Has("Collada") ? ".dae" : Has("Blender") ? ".blend"
        : Has("STL") ? ".stl" : Has("PLY") ? ".ply" : Has("OFF") ? ".off" : IsTurnedByReader ? ".3ds" : ".obj";

    /// <summary>What the file declares counts whatever its name is; else its name counts, which is all that a scene goes by, and only then the content.</summary>
    private FormatAxes AxesOf(string file) => FormatAxes.Of(Extension) is { AreDeclared: true } declared ? declared : FormatAxes.Of(Path.HasExtension(file) ? file : Extension);

    public static unsafe AssimpFormat Of(AiScene* scene)
    {
        const int TypeInteger = 1, TypeString = 5;
        void* Value(string key, int type)
        {
            for (uint i = 0; scene->Metadata is not null && i < scene->Metadata->Count; i++)
                if (scene->Metadata->Keys[i].ToString() == key && scene->Metadata->Values[i].Type == type)
                    return scene->Metadata->Values[i].Data;
            return null;
        }

        Vector3? Axis(string name)
        {
            var axis = (int*)Value(name, TypeInteger);
            var sign = (int*)Value(name + "Sign", TypeInteger);
            if (axis is null || *axis is < 0 or > 2)
                return null;
            return new Vector3 { [*axis] = sign is not null && *sign < 0 ? -1 : 1 };
        }

        var format = (nint)Value("SourceAsset_Format", TypeString);
        (Vector3, Vector3)? axes = Axis("CoordAxis") is { } right && Axis("UpAxis") is { } up && Vector3.Dot(right, up) == 0 ? (right, up) : null;
        return new(format == 0 ? "" : Marshal.PtrToStructure<AiString>(format).ToString(), axes);
    }

    /// <summary>From the coordinates that libassimp gives to object space.</summary>
    /// <param name="file">The model's name: its extension tells the default axis.</param>
    /// <param name="settings">Axis and unit.</param>
    /// <exception cref="RenderException">An axis is given, and the format declares its own.</exception>
    public Transform ToObject(string file, ImportSettings settings)
    {
        var format = AxesOf(file);
        if (settings.Up is not (UpAxis.Default or UpAxis.AsStored) && format.AreDeclared)
            throw new RenderException(Failure.InvalidInput, FormatAxes.NoMeaning("up", file), remedy: "Remove it.");
        var up = settings.Up switch { UpAxis.X => 'x', UpAxis.Y => 'y', UpAxis.Z => 'z', _ => format.Up };
        var scaled = Transform.Scale(settings.Unit);
        if (IsTurnedByReader)
            scaled = scaled.Then(Transform.From(FromYUp));
        if (settings.Up == UpAxis.AsStored)
            return scaled;
        if (Axes is { } axes && Has("FBX"))
            return scaled.Then(Transform.From(Turn(axes.Right, axes.Up)));
        return scaled.Then(Transform.From(up switch
        {
            'x' => new Matrix4x4(0, 0, 1, 0, 0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 0, 1),
            'y' => FromYUp,
            _ => Matrix4x4.Identity,
        }));
    }

    /// <summary>The file's right to +x and its up to +z; what comes towards the viewer in front, right x up, then goes to -y.</summary>
    private static Matrix4x4 Turn(Vector3 right, Vector3 up)
    {
        var back = Vector3.Cross(up, right);
        return new(right.X, back.X, up.X, 0, right.Y, back.Y, up.Y, 0, right.Z, back.Z, up.Z, 0, 0, 0, 0, 1);
    }
}
