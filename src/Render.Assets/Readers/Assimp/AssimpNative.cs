using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Render.Assets.Readers.Assimp;

/// <summary>The functions of libassimp 5's C interface (assimp/cimport.h, version 5.2) that are used here.</summary>
internal static unsafe partial class AssimpNative
{
    private const string Library = "libassimp.so.5";

    [LibraryImport(Library, EntryPoint = "aiImportFileExWithProperties", StringMarshalling = StringMarshalling.Utf8)]
    public static partial AiScene* Import(string file, PostProcess flags, AiFileSystem* files, nint properties);

    /// <param name="content">A whole file; nothing beside it is read.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="flags">Steps after reading.</param>
    /// <param name="hint">The file's extension.</param>
    [LibraryImport(Library, EntryPoint = "aiImportFileFromMemory", StringMarshalling = StringMarshalling.Utf8)]
    public static partial AiScene* ImportFromMemory(byte* content, uint length, PostProcess flags, string hint);

    [LibraryImport(Library, EntryPoint = "aiReleaseImport")]
    public static partial void Release(AiScene* scene);

    [LibraryImport(Library, EntryPoint = "aiGetErrorString")]
    public static partial byte* ErrorString();

    [LibraryImport(Library, EntryPoint = "aiCreatePropertyStore")]
    public static partial nint CreateProperties();

    [LibraryImport(Library, EntryPoint = "aiReleasePropertyStore")]
    public static partial void ReleaseProperties(nint properties);

    [LibraryImport(Library, EntryPoint = "aiSetImportPropertyInteger", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetProperty(nint properties, string name, int value);
}

/// <summary>Steps after reading (assimp/postprocess.h).</summary>
[Flags]
internal enum PostProcess : uint
{
    JoinIdenticalVertices = 0x2,
    Triangulate = 0x8,
    SortByPrimitiveType = 0x8000,
    TransformTextureCoordinates = 0x80000,
    GlobalScale = 0x8000000,
}

/// <summary>aiTextureType, those that are used.</summary>
internal enum AiTextureType : uint
{
    Diffuse = 1,
    Emissive = 4,
    Height = 5,
    Normals = 6,
    Opacity = 8,
    Lightmap = 10,
    BaseColor = 12,
    NormalCamera = 13,
    EmissionColor = 14,
    Metalness = 15,
    DiffuseRoughness = 16,
    AmbientOcclusion = 17,
}

// The structures below are those of assimp/scene.h, mesh.h, material.h, texture.h, metadata.h and cfileio.h for 64-bit Linux.
#pragma warning disable CS0649 // Fields are assigned by native code.
[InlineArray(8)]
internal struct AiEightPointers
{
    private nint _first;
}

[InlineArray(8)]
internal struct AiEightCounts
{
    private uint _first;
}

[StructLayout(LayoutKind.Sequential, Size = 1028)]
internal unsafe struct AiString
{
    public uint Length;
    public fixed byte Data[1024];

    public override readonly string ToString()
    {
        fixed (byte* data = Data)
            return Encoding.UTF8.GetString(data, (int)Math.Min(Length, 1023));
    }
}

internal unsafe struct AiFace
{
    public uint IndexCount;
    public uint* Indices;
}

internal unsafe struct AiTexture
{
    public uint Width, Height;
    public fixed byte FormatHint[16];
    public byte* Data;
    public AiString FileName;
}

internal unsafe struct AiMaterialProperty
{
    public AiString Key;
    public uint Semantic, Index, DataLength;
    public int Type;
    public byte* Data;
}

internal unsafe struct AiMaterial
{
    public AiMaterialProperty** Properties;
    public uint PropertyCount, Allocated;
}

internal unsafe struct AiMetadataEntry
{
    public int Type;
    public void* Data;
}

internal unsafe struct AiMetadata
{
    public uint Count;
    public AiString* Keys;
    public AiMetadataEntry* Values;
}

internal unsafe struct AiNode
{
    public AiString Name;

    /// <summary>For column vectors, row-major: the transpose of what System.Numerics means.</summary>
    public Matrix4x4 Transform;
    public AiNode* Parent;
    public uint ChildCount;
    public AiNode** Children;
    public uint MeshCount;
    public uint* Meshes;
    public AiMetadata* Metadata;
}

internal unsafe struct AiMesh
{
    public uint PrimitiveTypes, VertexCount, FaceCount;
    public Vector3* Vertices, Normals, Tangents, Bitangents;
    public AiEightPointers Colors, TexCoords;
    public AiEightCounts TexCoordComponents;
    public AiFace* Faces;
    public uint BoneCount;
    public void** Bones;
    public uint Material;
    public AiString Name;
}

internal unsafe struct AiScene
{
    public uint Flags;
    public AiNode* Root;
    public uint MeshCount;
    public AiMesh** Meshes;
    public uint MaterialCount;
    public AiMaterial** Materials;
    public uint AnimationCount;
    public void** Animations;
    public uint TextureCount;
    public AiTexture** Textures;
    public uint LightCount;
    public void** Lights;
    public uint CameraCount;
    public void** Cameras;
    public AiMetadata* Metadata;
}

internal unsafe struct AiFileSystem
{
    public delegate* unmanaged<AiFileSystem*, byte*, byte*, AiFile*> Open;
    public delegate* unmanaged<AiFileSystem*, AiFile*, void> Close;
    public nint User;
}

internal unsafe struct AiFile
{
    public delegate* unmanaged<AiFile*, byte*, nuint, nuint, nuint> Read;
    public delegate* unmanaged<AiFile*, byte*, nuint, nuint, nuint> Write;
    public delegate* unmanaged<AiFile*, nuint> Tell;
    public delegate* unmanaged<AiFile*, nuint> Size;
    public delegate* unmanaged<AiFile*, nuint, int, int> Seek;
    public delegate* unmanaged<AiFile*, void> Flush;
    public nint User;
}
