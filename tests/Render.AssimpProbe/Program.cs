using System.Runtime.InteropServices;
using Render.AssimpProbe;

// What libassimp makes of files by itself, with its own file access and defaults: for each path on standard input one line with the number of triangles
// that it finds, -1 where it refuses the file. Independent of the importer that it is compared with. A file that crashes it ends the program.
while (Console.ReadLine() is { } path)
{
    Console.WriteLine(Probe.Triangles(path));
    Console.Out.Flush();
}

namespace Render.AssimpProbe
{
    internal static unsafe partial class Probe
    {
        private const uint Triangulate = 0x8;

        public static long Triangles(string path)
        {
            var scene = (Scene*)Import(path, Triangulate);
            if (scene is null)
                return -1;
            long triangles = 0;
            for (uint m = 0; m < scene->MeshCount; m++)
                for (uint f = 0; f < scene->Meshes[m]->FaceCount; f++)
                    triangles += scene->Meshes[m]->Faces[f].IndexCount == 3 ? 1 : 0;
            Release((nint)scene);
            return triangles;
        }

        [LibraryImport("libassimp.so.5", EntryPoint = "aiImportFile", StringMarshalling = StringMarshalling.Utf8)]
        private static partial nint Import(string file, uint flags);

        [LibraryImport("libassimp.so.5", EntryPoint = "aiReleaseImport")]
        private static partial void Release(nint scene);

        // The beginnings of aiScene, aiMesh and aiFace (assimp/scene.h, mesh.h; 64-bit).
#pragma warning disable CS0649 // Assigned by native code.
        private struct Scene
        {
            public uint Flags;
            public nint Root;
            public uint MeshCount;
            public Mesh** Meshes;
        }

        private struct Face
        {
            public uint IndexCount;
            public uint* Indices;
        }

        /// <summary>Counts, then pointers: vertices, normals, tangents, bitangents, 8 colours, 8 texture coordinates; 8 counts; faces.</summary>
        [StructLayout(LayoutKind.Explicit)]
        private struct Mesh
        {
            [FieldOffset(8)]
            public uint FaceCount;

            [FieldOffset(16 + 20 * 8 + 8 * 4)]
            public Face* Faces;
        }
    }
}
