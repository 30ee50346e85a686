using System.Runtime.InteropServices;
using Render.Core;

namespace Render.Assets.Readers.Assimp;

/// <summary>The file system that libassimp sees: <see cref="ConfinedFiles"/>, read-only. Exceptions never cross into native code.</summary>
internal sealed unsafe class AssimpFiles : IDisposable
{
    private readonly ConfinedFiles _files;
    private readonly AiFileSystem* _system;
    private GCHandle _self;

    public AssimpFiles(ConfinedFiles files)
    {
        _files = files;
        _self = GCHandle.Alloc(this);
        _system = (AiFileSystem*)NativeMemory.AllocZeroed((nuint)sizeof(AiFileSystem));
        *_system = new() { Open = &Open, Close = &Close, User = GCHandle.ToIntPtr(_self) };
    }

    public AiFileSystem* System => _system;

    /// <summary>OBJ's material libraries, in the order of reading. libassimp does not see them, see <see cref="MaterialLibrary"/>.</summary>
    public List<byte[]> MaterialLibraries { get; } = [];

    /// <summary>Files that were looked for and are not there.</summary>
    public List<string> Missing { get; } = [];

    /// <summary>The first reference that was refused, or null.</summary>
    public RenderException? Refusal { get; private set; }

    public void Dispose()
    {
        NativeMemory.Free(_system);
        _self.Free();
    }

    private static T Target<T>(nint handle) => (T)GCHandle.FromIntPtr(handle).Target!;

    [UnmanagedCallersOnly]
    private static AiFile* Open(AiFileSystem* system, byte* path, byte* mode)
    {
        var self = Target<AssimpFiles>(system->User);
        try
        {
            var name = Marshal.PtrToStringUTF8((nint)path) ?? "";
            if (*mode != 'r')
                return null;
            if (self._files.Read(name) is not { } content)
            {
                self.Missing.Add(name);
                return null;
            }
            if (name != self._files.Name && MaterialLibrary.Accepts(name, content))
            {
                self.MaterialLibraries.Add(content);
                // It refuses files of a few bytes.
                content = "# The materials are read elsewhere.\n"u8.ToArray();
            }
            var file = (AiFile*)NativeMemory.AllocZeroed((nuint)sizeof(AiFile));
            *file = new()
            {
                Read = &Read,
                Write = &Write,
                Tell = &Tell,
                Size = &Size,
                Seek = &Seek,
                Flush = &Flush,
                User = GCHandle.ToIntPtr(GCHandle.Alloc(new Cursor(content))),
            };
            return file;
        }
        catch (RenderException e)
        {
            self.Refusal ??= e;
            return null;
        }
    }

    [UnmanagedCallersOnly]
    private static void Close(AiFileSystem* system, AiFile* file)
    {
        if (file is null)
            return;
        GCHandle.FromIntPtr(file->User).Free();
        NativeMemory.Free(file);
    }

    /// <summary>As fread: whole items only.</summary>
    [UnmanagedCallersOnly]
    private static nuint Read(AiFile* file, byte* to, nuint size, nuint count)
    {
        var cursor = Target<Cursor>(file->User);
        if (size == 0)
            return 0;
        var left = (nuint)(cursor.Content.Length - cursor.Position);
        var items = Math.Min(count, left / size);
        var bytes = (int)(items * size);
        cursor.Content.AsSpan(cursor.Position, bytes).CopyTo(new(to, bytes));
        cursor.Position += bytes;
        return items;
    }

    [UnmanagedCallersOnly]
    private static nuint Write(AiFile* file, byte* from, nuint size, nuint count) => 0;

    [UnmanagedCallersOnly]
    private static nuint Tell(AiFile* file) => (nuint)Target<Cursor>(file->User).Position;

    [UnmanagedCallersOnly]
    private static nuint Size(AiFile* file) => (nuint)Target<Cursor>(file->User).Content.Length;

    /// <summary>0: done, -1: outside the file. Origins as in fseek.</summary>
    [UnmanagedCallersOnly]
    private static int Seek(AiFile* file, nuint offset, int origin)
    {
        var cursor = Target<Cursor>(file->User);
        var start = origin switch { 0 => 0L, 1 => cursor.Position, _ => cursor.Content.Length };
        var target = unchecked(start + (long)offset);
        if (target < 0 || target > cursor.Content.Length)
            return -1;
        cursor.Position = (int)target;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static void Flush(AiFile* file)
    {
    }

    private sealed class Cursor(byte[] content)
    {
        public byte[] Content { get; } = content;

        public int Position { get; set; }
    }
}
