namespace Render.Vulkan.Devices;

/// <summary>
/// A module whose specialisation constants are replaced by values, without the branches that these values never take and without its debug
/// information. Drivers do the same, but some only after they have translated all of it: lavapipe takes 0.4 s for a resolve of which a tenth is left.
/// Blocks are removed, nothing else: what only they used is left to the driver, as is a switch, which optimisers use for early returns.
/// Source: SPIR-V specification 1.6, sections 2.11 (structured control flow) and 3.49.
/// </summary>
internal sealed class SpirvSpecializer
{
    private const int Header = 5, BoundWord = 3;

    private readonly uint[] _code;
    private readonly bool[] _known;
    private readonly uint[] _value;
    private readonly bool[] _removed;
    private readonly HashSet<uint> _booleans = [];
    private readonly Dictionary<uint, uint> _undefined = [];
    private readonly List<uint> _functions = [];
    private readonly List<uint> _globals = [];
    private uint _bound;

    private SpirvSpecializer(uint[] code)
    {
        _code = code;
        _bound = code[BoundWord];
        (_known, _value, _removed) = (new bool[_bound], new uint[_bound], new bool[_bound]);
    }

    /// <param name="code">A valid module; its kernels have structured control flow.</param>
    /// <param name="values">Of the constants 0, 1, 2 ...; those beyond keep the module's own. A boolean is 0 or 1.</param>
    /// <returns>A valid module without specialisation constants that computes the same.</returns>
    public static uint[] Specialize(uint[] code, ReadOnlySpan<uint> values)
    {
        var specializer = new SpirvSpecializer(code);
        var functions = specializer.EvaluateGlobals(values);
        for (var at = functions; at < code.Length;)
            at = specializer.Function(at);
        specializer.WriteGlobals(functions);
        uint[] head = [.. code.AsSpan(0, Header)];
        head[BoundWord] = specializer._bound;
        return [.. head, .. specializer._globals, .. specializer._functions];
    }

    private ReadOnlySpan<uint> At(int index) => _code.AsSpan(index, Length(index));

    private int Length(int index) => (int)(_code[index] >> 16);

    private uint OpAt(int index) => _code[index] & 0xffff;

    /// <returns>Where the functions begin.</returns>
    private int EvaluateGlobals(ReadOnlySpan<uint> values)
    {
        var numbers = new Dictionary<uint, uint>();
        var words = new HashSet<uint>();
        var at = Header;
        for (; at < _code.Length && OpAt(at) != Op.Function; at += Length(at))
        {
            var w = At(at);
            switch (OpAt(at))
            {
                case Op.Decorate when w[2] == Op.SpecIdDecoration:
                    numbers[w[1]] = w[3];
                    break;
                case Op.TypeBool:
                    _booleans.Add(w[1]);
                    break;
                // Of floats only the bits are copied, by a selection.
                case Op.TypeInt or Op.TypeFloat when w[2] == 32:
                    words.Add(w[1]);
                    break;
                case Op.ConstantTrue or Op.ConstantFalse:
                    Set(w[2], OpAt(at) == Op.ConstantTrue ? 1u : 0);
                    break;
                case Op.SpecConstantTrue or Op.SpecConstantFalse:
                    Set(w[2], Given(w[2], values) ?? (OpAt(at) == Op.SpecConstantTrue ? 1u : 0));
                    break;
                case Op.Constant when words.Contains(w[1]):
                    Set(w[2], w[3]);
                    break;
                case Op.SpecConstant:
                    if (!words.Contains(w[1]))
                        throw new InvalidDataException("a specialisation constant that is no 32-bit number is not used here.");
                    Set(w[2], Given(w[2], values) ?? w[3]);
                    break;
                case Op.SpecConstantOp when Evaluate(w[3], w[4..]) is { } value:
                    Set(w[2], value);
                    break;
            }
        }
        return at;

        uint? Given(uint id, ReadOnlySpan<uint> values) => numbers.TryGetValue(id, out var n) && n < values.Length ? values[(int)n] : null;
    }

    private void Set(uint id, uint value) => (_known[id], _value[id]) = (true, value);

    private uint? Known(uint id) => _known[id] ? _value[id] : null;

    /// <summary>Of scalars: 32-bit integers, booleans as 0 and 1, and the bits of 32-bit floats.</summary>
    private uint? Evaluate(uint op, ReadOnlySpan<uint> operands)
    {
        switch (op)
        {
            case Op.LogicalNot:
                return Known(operands[0]) is { } negated ? 1 - negated : null;
            case Op.Not:
                return ~Known(operands[0]);
            case Op.Select:
                return Known(operands[0]) is { } choice ? Known(operands[choice != 0 ? 1 : 2]) : null;
            case Op.LogicalAnd:
                return Known(operands[0]) == 0 || Known(operands[1]) == 0 ? 0 : Known(operands[0]) & Known(operands[1]);
            case Op.LogicalOr:
                return Known(operands[0]) == 1 || Known(operands[1]) == 1 ? 1 : Known(operands[0]) | Known(operands[1]);
        }
        if (!IsOfTwo(op) || Known(operands[0]) is not { } a || Known(operands[1]) is not { } b)
            return null;
        return op switch
        {
            Op.IAdd => a + b,
            Op.ISub => a - b,
            Op.IMul => a * b,
            Op.UDiv => b == 0 ? null : a / b,
            Op.UMod => b == 0 ? null : a % b,
            Op.ShiftRightLogical => b < 32 ? a >> (int)b : null,
            Op.ShiftLeftLogical => b < 32 ? a << (int)b : null,
            Op.BitwiseOr => a | b,
            Op.BitwiseXor => a ^ b,
            Op.BitwiseAnd => a & b,
            Op.IEqual or Op.LogicalEqual => a == b ? 1u : 0,
            Op.INotEqual or Op.LogicalNotEqual => a != b ? 1u : 0,
            Op.UGreaterThan => a > b ? 1u : 0,
            Op.SGreaterThan => (int)a > (int)b ? 1u : 0,
            Op.UGreaterThanEqual => a >= b ? 1u : 0,
            Op.SGreaterThanEqual => (int)a >= (int)b ? 1u : 0,
            Op.ULessThan => a < b ? 1u : 0,
            Op.SLessThan => (int)a < (int)b ? 1u : 0,
            Op.ULessThanEqual => a <= b ? 1u : 0,
            _ => (int)a <= (int)b ? 1u : 0,
        };
    }

    private static bool IsOfTwo(uint op) => op is Op.IAdd or Op.ISub or Op.IMul or Op.UDiv or Op.UMod or Op.ShiftRightLogical or Op.ShiftLeftLogical
        or Op.BitwiseOr or Op.BitwiseXor or Op.BitwiseAnd or Op.LogicalEqual or Op.LogicalNotEqual or (>= Op.IEqual and <= Op.SLessThanEqual);

    /// <summary>Writes a function, and marks what its removed blocks defined.</summary>
    /// <returns>Where the next begins.</returns>
    private int Function(int start)
    {
        var at = start;
        for (; OpAt(at) is not (Op.Label or Op.FunctionEnd); at += Length(at))
            Copy(at);
        var blocks = new List<Block>();
        while (OpAt(at) == Op.Label)
            blocks.Add(ReadBlock(ref at));
        var flow = Reach(blocks);
        var needed = blocks.Where(b => b.Reached && b.Merge >= 0 && b.Target is null).ToArray();
        var merges = needed.Select(b => _code[b.Merge + 1]).ToHashSet();
        var headers = needed.Where(b => OpAt(b.Merge) == Op.LoopMerge).ToDictionary(b => _code[b.Merge + 2], b => b.Label);
        var reached = blocks.Where(b => b.Reached).Select(b => b.Label).ToHashSet();
        foreach (var block in blocks)
        {
            if (block.Reached)
            {
                Write(block, flow, headers.FirstOrDefault(h => h.Value == block.Label && !reached.Contains(h.Key)).Key);
                continue;
            }
            for (var i = block.Start; i < block.End; i += Length(i))
            {
                if (HasResult(OpAt(i)))
                    _removed[_code[i + 2]] = true;
            }
            // What a construct that stays names as its end or as the way back to its beginning must be there.
            if (headers.TryGetValue(block.Label, out var header))
                _functions.AddRange([.. At(block.Start), 2 << 16 | Op.Branch, header]);
            else if (merges.Contains(block.Label))
                _functions.AddRange([.. At(block.Start), 1 << 16 | Op.Unreachable]);
        }
        Copy(at);
        return at + Length(at);
    }

    private void Copy(int at)
    {
        if (!IsDebug(OpAt(at)))
            _functions.AddRange(At(at));
    }

    private Block ReadBlock(ref int at)
    {
        var (start, merge) = (at, -1);
        for (; !IsTerminator(OpAt(at)); at += Length(at))
        {
            if (OpAt(at) is Op.SelectionMerge or Op.LoopMerge)
                merge = at;
        }
        var block = new Block(_code[start + 1], start, merge, at);
        at += Length(at);
        while (IsDebug(OpAt(at)))
            at += Length(at);
        return block;
    }

    /// <summary>Evaluates what can be, and follows the branches that can be taken.</summary>
    /// <returns>Those branches, as (from, to).</returns>
    private HashSet<(uint From, uint To)> Reach(List<Block> blocks)
    {
        var taken = new HashSet<(uint From, uint To)>();
        var seen = new HashSet<uint>();
        var byLabel = blocks.ToDictionary(b => b.Label);
        var (goesForward, leftTo) = (IsLaidOutForward(blocks), LeftWithoutMerge(blocks));
        blocks[0].Reached = true;
        foreach (var block in InOrder(blocks[0], byLabel))
        {
            seen.Add(block.Label);
            if (!block.Reached)
                continue;
            for (var i = block.Start; i < block.End; i += Length(i))
            {
                var w = At(i);
                var value = OpAt(i) == Op.Phi ? Agreed(w, block.Label, taken, seen) : w.Length > 3 ? Evaluate(OpAt(i), w[3..]) : null;
                if (value is { } known)
                    Set(w[2], known);
            }
            // A loop keeps its ways in, out and back.
            var isHeader = block.Merge >= 0 && OpAt(block.Merge) == Op.LoopMerge;
            if (!isHeader && OpAt(block.End) == Op.BranchConditional && Known(_code[block.End + 1]) is { } condition
                && !Successors(block.End).Any(seen.Contains) && goesForward && (block.Merge < 0 || !leftTo.Contains(_code[block.Merge + 1])))
                block.Target = _code[block.End + (condition != 0 ? 2 : 3)];
            foreach (var next in block.Target is { } target ? [target] : Successors(block.End))
            {
                taken.Add((block.Label, next));
                byLabel[next].Reached = true;
            }
        }
        return taken;
    }

    /// <summary>
    /// Whether blocks come after all that lead to them, but for loops. Else one of fewer ways to a block might come to dominate it from behind, which a module must
    /// not have. No compiler that is used here lays blocks out otherwise.
    /// </summary>
    private bool IsLaidOutForward(List<Block> blocks)
    {
        var place = blocks.Select((block, i) => (block.Label, i)).ToDictionary(b => b.Label, b => b.i);
        var headers = blocks.Where(block => block.Merge >= 0 && OpAt(block.Merge) == Op.LoopMerge).Select(block => block.Label).ToHashSet();
        return blocks.All(block => Successors(block.End).All(next => headers.Contains(next) || place[next] > place[block.Label]));
    }

    /// <summary>Where branches on a condition lead that may leave a construct without a merge of their own, since it is the construct's: it must stay one.</summary>
    private HashSet<uint> LeftWithoutMerge(List<Block> blocks) =>
        [.. blocks.Where(block => block.Merge < 0 && OpAt(block.End) is Op.BranchConditional or Op.Switch).SelectMany(block => Successors(block.End))];

    /// <summary>The value of a phi: that of all ways that lead to it, where all of them are known to agree.</summary>
    private uint? Agreed(ReadOnlySpan<uint> phi, uint block, HashSet<(uint, uint)> taken, HashSet<uint> seen)
    {
        uint? agreed = null;
        for (var i = 3; i < phi.Length; i += 2)
        {
            if (seen.Contains(phi[i + 1]) && phi[i + 1] != block && !taken.Contains((phi[i + 1], block)))
                continue;
            if (Known(phi[i]) is not { } value || agreed is { } other && other != value)
                return null;
            agreed = value;
        }
        return agreed;
    }

    /// <summary>Reverse postorder: each block after all that lead to it, but for those that lead back.</summary>
    private List<Block> InOrder(Block first, Dictionary<uint, Block> byLabel)
    {
        var order = new List<Block>();
        var visited = new HashSet<uint> { first.Label };
        var open = new Stack<(Block Block, Queue<uint> Next)>([(first, new(Successors(first.End)))]);
        while (open.TryPeek(out var top))
        {
            if (top.Next.TryDequeue(out var next))
            {
                if (visited.Add(next))
                    open.Push((byLabel[next], new(Successors(byLabel[next].End))));
                continue;
            }
            order.Add(open.Pop().Block);
        }
        order.Reverse();
        return order;
    }

    private uint[] Successors(int terminator)
    {
        var w = At(terminator);
        return OpAt(terminator) switch
        {
            Op.Branch => [w[1]],
            Op.BranchConditional => [w[2], w[3]],
            // Its selector is a word.
            Op.Switch => [w[2], .. Enumerable.Range(0, (w.Length - 3) / 2).Select(i => _code[terminator + 4 + 2 * i])],
            _ => [],
        };
    }

    /// <param name="block">What is written.</param>
    /// <param name="taken">The branches that are left.</param>
    /// <param name="lostContinue">The block that leads back to this one, where it is left for the structure's sake alone; else 0.</param>
    private void Write(Block block, HashSet<(uint From, uint To)> taken, uint lostContinue)
    {
        for (var i = block.Start; i < block.End; i += Length(i))
        {
            if (OpAt(i) == Op.Phi)
                WritePhi(At(i), block.Label, taken, lostContinue);
            else if (block.Target is null || i != block.Merge)
                Copy(i);
        }
        if (block.Target is { } target)
            _functions.AddRange([2 << 16 | Op.Branch, target]);
        else
            _functions.AddRange(At(block.End));
    }

    private void WritePhi(ReadOnlySpan<uint> phi, uint block, HashSet<(uint, uint)> taken, uint lostContinue)
    {
        var start = _functions.Count;
        _functions.AddRange(phi[..3]);
        for (var i = 3; i < phi.Length; i += 2)
        {
            if (taken.Contains((phi[i + 1], block)))
                _functions.AddRange(phi.Slice(i, 2));
        }
        if (lostContinue != 0)
            _functions.AddRange([Undefined(phi[1]), lostContinue]);
        _functions[start] = (uint)(_functions.Count - start) << 16 | Op.Phi;
    }

    private uint Undefined(uint type)
    {
        if (!_undefined.TryGetValue(type, out var id))
            _undefined.Add(type, id = _bound++);
        return id;
    }

    private void WriteGlobals(int end)
    {
        for (var at = Header; at < end; at += Length(at))
        {
            var w = At(at);
            switch (OpAt(at))
            {
                case var op when IsDebug(op):
                case Op.Decorate when w[2] == Op.SpecIdDecoration || _removed[w[1]]:
                    break;
                case Op.SpecConstantTrue or Op.SpecConstantFalse:
                    _globals.AddRange([3 << 16 | Truth(w[2]), w[1], w[2]]);
                    break;
                case Op.SpecConstant:
                    _globals.AddRange([4 << 16 | Op.Constant, w[1], w[2], _value[w[2]]]);
                    break;
                case Op.SpecConstantComposite:
                    _globals.AddRange([(uint)w.Length << 16 | Op.ConstantComposite, .. w[1..]]);
                    break;
                case Op.SpecConstantOp when _known[w[2]]:
                    _globals.AddRange(_booleans.Contains(w[1]) ? [3 << 16 | Truth(w[2]), w[1], w[2]] : [4 << 16 | Op.Constant, w[1], w[2], _value[w[2]]]);
                    break;
                default:
                    _globals.AddRange(w);
                    break;
            }
        }
        foreach (var (type, id) in _undefined)
            _globals.AddRange([3 << 16 | Op.Undef, type, id]);
    }

    private uint Truth(uint id) => _value[id] != 0 ? Op.ConstantTrue : Op.ConstantFalse;

    private static bool IsDebug(uint op) => op is (>= 2 and <= 8) or Op.NoLine or Op.ModuleProcessed;

    private static bool IsTerminator(uint op) => op is >= Op.Branch and <= Op.Unreachable;

    /// <summary>Of the instructions of blocks, but for labels.</summary>
    private static bool HasResult(uint op) =>
        op is not (Op.Label or Op.Store or Op.CopyMemory or Op.ImageWrite or Op.ControlBarrier or Op.MemoryBarrier or Op.AtomicStore or Op.LoopMerge or Op.SelectionMerge)
        && !IsDebug(op) && !IsTerminator(op);

    private sealed record Block(uint Label, int Start, int Merge, int End)
    {
        public bool Reached { get; set; }

        /// <summary>Where it always branches to, though its last instruction asks a condition.</summary>
        public uint? Target { get; set; }
    }

    private static class Op
    {
        public const uint SpecIdDecoration = 1;
        public const uint Undef = 1, TypeBool = 20, TypeInt = 21, TypeFloat = 22, ConstantTrue = 41, ConstantFalse = 42, Constant = 43, ConstantComposite = 44, SpecConstantTrue = 48,
            SpecConstantFalse = 49, SpecConstant = 50, SpecConstantComposite = 51, SpecConstantOp = 52, Function = 54, FunctionEnd = 56, Store = 62, CopyMemory = 63,
            Decorate = 71, ImageWrite = 99, IAdd = 128, ISub = 130, IMul = 132, UDiv = 134, UMod = 137, LogicalEqual = 164, LogicalNotEqual = 165, LogicalOr = 166,
            LogicalAnd = 167, LogicalNot = 168, Select = 169, IEqual = 170, INotEqual = 171, UGreaterThan = 172, SGreaterThan = 173, UGreaterThanEqual = 174,
            SGreaterThanEqual = 175, ULessThan = 176, SLessThan = 177, ULessThanEqual = 178, SLessThanEqual = 179, ShiftRightLogical = 194, ShiftLeftLogical = 196,
            BitwiseOr = 197, BitwiseXor = 198, BitwiseAnd = 199, Not = 200, ControlBarrier = 224, MemoryBarrier = 225, AtomicStore = 228, Phi = 245, LoopMerge = 246,
            SelectionMerge = 247, Label = 248, Branch = 249, BranchConditional = 250, Switch = 251, Unreachable = 255, NoLine = 317, ModuleProcessed = 330;
    }
}
