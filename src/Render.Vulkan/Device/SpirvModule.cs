using System.Runtime.InteropServices;
using Silk.NET.Vulkan;

namespace Render.Vulkan.Devices;

/// <summary>
/// A compiled shader and what it says of itself: bindings, push constants, and the layout of its structs, so that nothing of it is written down
/// twice on the host. Source: SPIR-V specification 1.6, sections 2.3 and 3.
/// </summary>
internal sealed class SpirvModule
{
    private const uint Magic = 0x07230203;

    private readonly Dictionary<uint, string> _names = [];
    private readonly Dictionary<uint, uint> _binding = [];
    private readonly Dictionary<uint, uint> _arrayStride = [];
    private readonly Dictionary<(uint Struct, uint Member), uint> _offset = [];
    private readonly Dictionary<(uint Struct, uint Member), string> _memberNames = [];
    private readonly Dictionary<uint, uint[]> _types = [];
    private readonly Dictionary<uint, uint> _constants = [];

    public SpirvModule(byte[] code)
    {
        Code = MemoryMarshal.Cast<byte, uint>(code).ToArray();
        if (Code.Length < 5 || Code[0] != Magic)
            throw new InvalidDataException("not SPIR-V.");
        var bindings = new SortedDictionary<uint, DescriptorType>();
        for (var i = 5; i < Code.Length; i += (int)(Code[i] >> 16))
            Read(Code.AsSpan(i, (int)(Code[i] >> 16)), bindings);
        Bindings = bindings;
    }

    public uint[] Code { get; }

    /// <summary>Of descriptor set 0, the only one that is used.</summary>
    public IReadOnlyDictionary<uint, DescriptorType> Bindings { get; }

    /// <summary>Bytes; 0: none.</summary>
    public uint PushConstantSize { get; private set; }

    /// <summary>The embedded shader <c>NAME.comp</c>.</summary>
    public static SpirvModule Load(string name)
    {
        using var stream = typeof(SpirvModule).Assembly.GetManifestResourceStream(name + ".comp.spv")
            ?? throw new InvalidOperationException($"there is no shader '{name}'.");
        var code = new byte[stream.Length];
        stream.ReadExactly(code);
        return new SpirvModule(code);
    }

    /// <summary>Names and byte offsets of a struct's members, or null where the shader has no struct of that name with a layout.</summary>
    public IReadOnlyDictionary<string, uint>? StructLayout(string name)
    {
        foreach (var (id, n) in _names)
        {
            if (n != name || !_types.TryGetValue(id, out var type) || type[0] != Op.TypeStruct || !_offset.ContainsKey((id, 0)))
                continue;
            return Enumerable.Range(0, type.Length - 2).ToDictionary(
                m => _memberNames[(id, (uint)m)], m => _offset[(id, (uint)m)], StringComparer.Ordinal);
        }
        return null;
    }

    /// <summary>ArrayStride of the arrays of a struct, bytes; empty where there are none.</summary>
    public IEnumerable<uint> ArrayStridesOf(string structName) =>
        from array in _types
        where array.Value[0] is Op.TypeRuntimeArray or Op.TypeArray && _arrayStride.ContainsKey(array.Key)
        where _names.TryGetValue(array.Value[2], out var name) && name == structName && _types[array.Value[2]][0] == Op.TypeStruct
        select _arrayStride[array.Key];

    private void Read(ReadOnlySpan<uint> w, SortedDictionary<uint, DescriptorType> bindings)
    {
        switch (w[0] & 0xffff)
        {
            case Op.Name:
                _names[w[1]] = Text(w[2..]);
                break;
            case Op.MemberName:
                _memberNames[(w[1], w[2])] = Text(w[3..]);
                break;
            case Op.Decorate when w[2] == Decoration.Binding:
                _binding[w[1]] = w[3];
                break;
            case Op.Decorate when w[2] == Decoration.ArrayStride:
                _arrayStride[w[1]] = w[3];
                break;
            case Op.MemberDecorate when w[3] == Decoration.Offset:
                _offset[(w[1], w[2])] = w[4];
                break;
            case Op.Constant:
                _constants[w[2]] = w[3];
                break;
            case Op.Variable:
                Variable(w[1], w[2], w[3], bindings);
                break;
            case >= Op.TypeFirst and <= Op.TypeLast:
                _types[w[1]] = w.ToArray();
                _types[w[1]][0] &= 0xffff;
                break;
        }
    }

    private void Variable(uint pointerType, uint id, uint storage, SortedDictionary<uint, DescriptorType> bindings)
    {
        var pointee = _types[pointerType][3];
        if (storage == Storage.PushConstant)
        {
            var members = (uint)_types[pointee].Length - 2;
            for (uint m = 0; m < members; m++)
                PushConstantSize = Math.Max(PushConstantSize, _offset[(pointee, m)] + SizeOf(_types[pointee][m + 2]));
        }
        if (!_binding.TryGetValue(id, out var binding))
            return;
        var type = _types[pointee];
        bindings[binding] = (storage, type[0]) switch
        {
            (Storage.StorageBuffer, _) => DescriptorType.StorageBuffer,
            (Storage.Uniform, _) => DescriptorType.UniformBuffer,
            (_, Op.TypeImage) when (type[3], type[7]) == (DimensionBuffer, ReadOnly) => DescriptorType.UniformTexelBuffer,
            _ => throw new InvalidDataException($"binding {binding} is of a kind that is not used here."),
        };
    }

    private uint SizeOf(uint id)
    {
        var type = _types[id];
        return type[0] switch
        {
            Op.TypeInt or Op.TypeFloat => type[2] / 8,
            Op.TypeVector => type[3] * SizeOf(type[2]),
            Op.TypeMatrix => type[3] * SizeOf(type[2]),
            Op.TypeArray => _constants[type[3]] * _arrayStride[id],
            _ => throw new InvalidDataException("push constants of this type are not used here."),
        };
    }

    private const uint DimensionBuffer = 5, ReadOnly = 1;

    private static string Text(ReadOnlySpan<uint> words) =>
        System.Text.Encoding.UTF8.GetString(MemoryMarshal.AsBytes(words)).TrimEnd('\0');

    private static class Op
    {
        public const uint Name = 5, MemberName = 6, Constant = 43, Variable = 59, Decorate = 71, MemberDecorate = 72;
        public const uint TypeFirst = 19, TypeInt = 21, TypeFloat = 22, TypeVector = 23, TypeMatrix = 24, TypeImage = 25,
            TypeArray = 28, TypeRuntimeArray = 29, TypeStruct = 30, TypeLast = 33;
    }

    private static class Decoration
    {
        public const uint ArrayStride = 6, Binding = 33, Offset = 35;
    }

    private static class Storage
    {
        public const uint Uniform = 2, PushConstant = 9, StorageBuffer = 12;
    }
}
