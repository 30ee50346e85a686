using System.Numerics;
using Render.Core.Assets;
using Render.Core.Geometry;
using Render.Core.Materials;

namespace Render.Assets.Cache;

/// <summary>Models, textures and environments to and from cache files. Names under which they were asked for are not kept.</summary>
internal static class AssetCodec
{
    private const int MaxItems = 1 << 20;

    public static void Write(CacheWriter to, Model model)
    {
        var mesh = model.Mesh;
        to.Write(model.ContentHash);
        to.Write(mesh.Clusters);
        to.Write(mesh.Triangles);
        to.Write(mesh.Positions);
        to.Write(mesh.Normals);
        to.Write(mesh.Tangents);
        to.Write(mesh.TexCoords);
        to.Write(mesh.TexCoords1);
        to.Write(mesh.Colors);
        to.Write(model.Materials.Length);
        foreach (var material in model.Materials)
            Write(to, material);
        to.Write(model.Textures.Length);
        foreach (var texture in model.Textures)
            Write(to, texture);
        to.Write(model.Notes.Length);
        foreach (var note in model.Notes)
        {
            to.Write(note.Code);
            to.Write(note.Count);
            to.Write(note.Text);
        }
    }

    public static void Write(CacheWriter to, TextureImage texture)
    {
        to.Write(texture.Name);
        to.Write(texture.ContentHash);
        to.Write(texture.SourceHash);
        to.Write(texture.Width);
        to.Write(texture.Height);
        to.Write((int)texture.ColorSpace);
        foreach (var level in texture.Levels)
            to.Write(level);
    }

    public static void Write(CacheWriter to, EnvironmentMap environment)
    {
        to.Write(environment.ContentHash);
        to.Write(environment.Width);
        to.Write(environment.Height);
        to.Write(environment.Pixels);
    }

    /// <exception cref="CacheCorruptException">What was read is no model that could have been written.</exception>
    public static Model ReadModel(CacheReader from, string id)
    {
        var contentHash = from.ReadString();
        var (clusters, triangles, positions) = (from.ReadArray<Cluster>(), from.ReadArray<uint>(), from.ReadArray<Vector3>());
        Check(positions.Length > 0, "no vertices");
        var mesh = new Mesh
        {
            Clusters = clusters,
            Triangles = triangles,
            Positions = positions,
            Normals = from.ReadArray<Vector3>(),
            Tangents = from.ReadArray<Vector4>(),
            TexCoords = from.ReadArray<Vector2>(),
            TexCoords1 = from.ReadOptional<Vector2>(),
            Colors = from.ReadOptional<Vector4>(),
            Bounds = Bounds.Of(positions),
        };
        var model = new Model
        {
            Id = id,
            ContentHash = contentHash,
            Mesh = mesh,
            Materials = Items(from, ReadMaterial),
            Textures = Items(from, r => ReadTexture(r, null)),
            Notes = Items(from, r => new ImportNote(r.ReadString(), r.ReadInt32(), r.ReadString())),
        };
        from.Complete();
        Check(model);
        return model;
    }

    /// <param name="from">At the start of a texture.</param>
    /// <param name="name">Replaces the stored name and completes the file; null within a model.</param>
    public static TextureImage ReadTexture(CacheReader from, string? name)
    {
        var stored = from.ReadString();
        var (hash, source) = (from.ReadString(), from.ReadString());
        var (width, height, colorSpace) = (from.ReadInt32(), from.ReadInt32(), (ColorSpace)from.ReadInt32());
        Check(width is > 0 and <= Images.ImageDecoder.MaxSide && height is > 0 and <= Images.ImageDecoder.MaxSide, "size of a texture");
        var levels = new byte[BitOperations.Log2((uint)Math.Max(width, height)) + 1][];
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = from.ReadArray<byte>();
            Check(levels[i].Length == Math.Max(1, width >> i) * Math.Max(1, height >> i) * 4, "size of a mipmap");
        }
        if (name is not null)
            from.Complete();
        return new()
        {
            Name = name ?? stored,
            ContentHash = hash,
            SourceHash = source,
            Width = width,
            Height = height,
            ColorSpace = colorSpace,
            Levels = levels,
        };
    }

    public static EnvironmentMap ReadEnvironment(CacheReader from, string id)
    {
        var hash = from.ReadString();
        var (width, height, pixels) = (from.ReadInt32(), from.ReadInt32(), from.ReadArray<float>());
        from.Complete();
        Check(width > 0 && height > 0 && pixels.LongLength == (long)width * height * 3, "size of an environment");
        return new() { Id = id, ContentHash = hash, Width = width, Height = height, Pixels = pixels };
    }

    private static void Write(CacheWriter to, Material material)
    {
        to.Write(material.Name);
        to.Write([material.BaseColor.X, material.BaseColor.Y, material.BaseColor.Z, material.BaseColor.W, material.Metallic, material.Roughness,
            material.NormalScale, material.OcclusionStrength, material.Emissive.X, material.Emissive.Y, material.Emissive.Z, material.AlphaCutoff, material.Ior,
            material.Specular, material.SpecularColor.X, material.SpecularColor.Y, material.SpecularColor.Z, material.Clearcoat, material.ClearcoatRoughness,
            material.Transmission]);
        to.Write((int)material.AlphaMode);
        to.Write(material.DoubleSided);
        to.Write(material.Unlit);
        foreach (var slot in new[] { material.BaseColorTexture, material.MetallicRoughnessTexture, material.NormalTexture,
            material.OcclusionTexture, material.EmissiveTexture })
        {
            to.Write(slot?.Texture ?? -1);
            if (slot is null)
                continue;
            to.Write(slot.TexCoordSet);
            to.Write([slot.Offset.X, slot.Offset.Y, slot.Scale.X, slot.Scale.Y, slot.Rotation]);
            to.Write((int)slot.WrapU);
            to.Write((int)slot.WrapV);
        }
    }

    private static Material ReadMaterial(CacheReader from)
    {
        var name = from.ReadString();
        var f = from.ReadArray<float>();
        Check(f.Length == 20, "a material");
        return new()
        {
            Name = name,
            BaseColor = new(f[0], f[1], f[2], f[3]),
            Metallic = f[4],
            Roughness = f[5],
            NormalScale = f[6],
            OcclusionStrength = f[7],
            Emissive = new(f[8], f[9], f[10]),
            AlphaCutoff = f[11],
            Ior = f[12],
            Specular = f[13],
            SpecularColor = new(f[14], f[15], f[16]),
            Clearcoat = f[17],
            ClearcoatRoughness = f[18],
            Transmission = f[19],
            AlphaMode = (AlphaMode)from.ReadInt32(),
            DoubleSided = from.ReadBoolean(),
            Unlit = from.ReadBoolean(),
            BaseColorTexture = ReadSlot(from),
            MetallicRoughnessTexture = ReadSlot(from),
            NormalTexture = ReadSlot(from),
            OcclusionTexture = ReadSlot(from),
            EmissiveTexture = ReadSlot(from),
        };
    }

    private static TextureReference? ReadSlot(CacheReader from)
    {
        var texture = from.ReadInt32();
        if (texture < 0)
            return null;
        var set = from.ReadInt32();
        var f = from.ReadArray<float>();
        Check(f.Length == 5, "a texture slot");
        return new(texture, set, new(f[0], f[1]), new(f[2], f[3]), f[4], (TextureWrap)from.ReadInt32(), (TextureWrap)from.ReadInt32());
    }

    private static T[] Items<T>(CacheReader from, Func<CacheReader, T> read)
    {
        var count = from.ReadInt32();
        Check(count is >= 0 and < MaxItems, "a count");
        var items = new T[count];
        for (var i = 0; i < count; i++)
            items[i] = read(from);
        return items;
    }

    /// <summary>The file was written by a process that parsed a stranger's file: every index that the GPU will follow is checked.</summary>
    private static void Check(Model model)
    {
        var (mesh, vertices) = (model.Mesh, model.Mesh.Positions.Length);
        Check(mesh.Normals.Length == vertices && mesh.Tangents.Length == vertices && mesh.TexCoords.Length == vertices
            && (mesh.TexCoords1?.Length ?? vertices) == vertices && (mesh.Colors?.Length ?? vertices) == vertices, "vertex streams");
        Check(mesh.Clusters.Length > 0 && model.Materials.Length > 0, "no clusters or materials");
        foreach (var c in mesh.Clusters)
        {
            Check(c.VertexCount is > 0 and <= Cluster.MaxVertices && c.TriangleCount is > 0 and <= Cluster.MaxTriangles
                && (long)c.VertexOffset + c.VertexCount <= vertices && (long)c.TriangleOffset + c.TriangleCount <= mesh.Triangles.Length
                && c.Material < model.Materials.Length, "a cluster");
            foreach (var word in mesh.Triangles.AsSpan((int)c.TriangleOffset, (int)c.TriangleCount))
                Check((word & 255) < c.VertexCount && (word >> 8 & 255) < c.VertexCount && (word >> 16) < c.VertexCount, "a triangle");
        }
        foreach (var m in model.Materials)
            foreach (var slot in m.Textures())
                Check(slot.Texture < model.Textures.Length && slot.TexCoordSet is 0 or 1, "a texture slot");
    }

    private static void Check(bool holds, string what)
    {
        if (!holds)
            throw new CacheCorruptException(what + " cannot be as stored");
    }
}
