using System.Diagnostics;
using System.Runtime.InteropServices;
using Render.Vulkan;
using Render.Vulkan.Devices;
using Xunit;

namespace Render.Gpu.Tests.Device;

/// <summary>What is left of a module is valid by the Khronos validator, and computes what its source says.</summary>
public sealed class SpirvSpecializerTests(DeviceFixture fixture) : IDisposable
{
    private const int Threads = 64;

    private readonly string _folder = Directory.CreateTempSubdirectory("render-spirv-").FullName;

    // Every form in which a constant decides: short circuits (phis), early returns (switches), loops that always end, never run or never come back.
    private const string Source = """
        #version 460
        layout(local_size_x = 64) in;
        layout(constant_id = 0) const uint A = 7;
        layout(constant_id = 1) const uint B = 7;
        layout(constant_id = 2) const int C = 7;
        layout(constant_id = 3) const bool D = true;
        layout(binding = 0) buffer Results { uint results[]; };
        const bool Derived = (A + 2u * B) % 3u == 1u;

        uint early(uint x) {
            if (A > 1u)
                return x * 3u;
            if (x > 40u)
                return 5u;
            for (uint i = 0u; i < 5u; i++) {
                if (B == 2u && i == x % 7u)
                    return i + 100u;
                if (B == 0u)
                    return i + 200u;
            }
            return x + 1u;
        }

        uint loops(uint x) {
            uint sum = 0u;
            while (true) {
                sum += x;
                if (C < 0) {
                    sum ^= 9u;
                    break;
                }
                if (sum > 300u)
                    break;
                if (A == 1u && x > 0u)
                    continue;
                sum += 2u;
            }
            do {
                sum++;
            } while (A == 2u && sum % 5u != 0u);
            for (uint i = 0u; i < B; i++)
                sum = sum * 3u + (Derived ? i : x);
            return sum;
        }

        void main() {
            uint x = gl_GlobalInvocationID.x;
            uint value = early(x) * 31u + loops(x);
            if ((D && x > 9u) || (A == 0u && (C > 0 || x == 3u)))
                value += 1000u;
            if (!Derived)
                value ^= (C >= 1) != D ? 4096u : 8192u;
            else if (A <= B)
                value *= 5u;
            results[x] = value;
        }
        """;

    public static TheoryData<string> Shaders => [.. typeof(FrameRenderer).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(".comp.spv", StringComparison.Ordinal)).Select(name => name[..^".comp.spv".Length]).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void All_combinations_compute_what_the_source_says()
    {
        var module = Compile();
        using var results = new DeviceBuffer(fixture.Device, "results", 4 * Threads, BufferUse.Readback);
        using var commands = new CommandRecorder(fixture.Device);
        for (var n = 0; n < 3 * 3 * 3 * 2; n++)
        {
            var (a, b, c, d) = ((uint)n % 3, (uint)n / 3 % 3, (n / 9 % 3) - 1, n / 27 == 1);
            using var pipeline = new ComputePipeline(fixture.Device, "test", module, [a, b, (uint)c, d ? 1u : 0]);
            using var set = new BindingSet(pipeline).Bind(0, results);
            commands.Begin("test");
            commands.Bind(set);
            commands.Dispatch(1);
            commands.SubmitAndWait();
            Assert.Equal([.. Enumerable.Range(0, Threads).Select(x => Expected((uint)x, a, b, c, d))], results.Map<uint>(0, Threads).ToArray());
            AssertValid(SpirvSpecializer.Specialize(module.Code, [a, b, (uint)c, d ? 1u : 0]));
        }
        fixture.Clean();
    }

    [Theory]
    [MemberData(nameof(Shaders))]
    public void What_is_left_is_valid_and_exact_where_it_was(string shader)
    {
        var code = SpirvModule.Load(shader).Code;
        var exact = Exact(code);
        var random = new Random(shader.Length);
        for (var round = 0; round < 4; round++)
        {
            var left = SpirvSpecializer.Specialize(code, [.. Enumerable.Range(0, round == 0 ? 0 : 16).Select(_ => (uint)random.Next(3))]);
            AssertValid(left);
            Assert.DoesNotContain(Instructions(left), at => (left[at] & 0xffff) is >= 48 and <= 52); // OpSpecConstant..., OpSpecConstantOp
            Assert.DoesNotContain(Instructions(left), at => (left[at] & 0xffff) == 71 && left[at + 2] == 1); // OpDecorate SpecId
            var still = Exact(left);
            Assert.All(Instructions(left).Where(at => (left[at] & 0xffff) is 129 or 131), at => Assert.Equal(exact.Contains(left[at + 2]), still.Contains(left[at + 2])));
        }
    }

    /// <summary>A resolve is mostly what a frame does not need.</summary>
    [Fact]
    public void What_is_never_taken_is_gone()
    {
        var code = SpirvModule.Load("resolve").Code;
        var left = SpirvSpecializer.Specialize(code, [4, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        Assert.InRange(Blocks(left), 1, Blocks(code) / 8);
        static int Blocks(uint[] code) => Instructions(code).Count(at => (code[at] & 0xffff) == 248);
    }

    private static uint Expected(uint x, uint a, uint b, int c, bool d)
    {
        var derived = (a + 2 * b) % 3 == 1;
        var value = unchecked(Early() * 31 + Loops());
        if ((d && x > 9) || (a == 0 && (c > 0 || x == 3)))
            value += 1000;
        if (!derived)
            value ^= c >= 1 != d ? 4096u : 8192u;
        else if (a <= b)
            value = unchecked(value * 5);
        return value;

        uint Early()
        {
            if (a > 1)
                return x * 3;
            if (x > 40)
                return 5;
            for (uint i = 0; i < 5; i++)
            {
                if (b == 2 && i == x % 7)
                    return i + 100;
                if (b == 0)
                    return i + 200;
            }
            return x + 1;
        }

        uint Loops()
        {
            uint sum = 0;
            while (true)
            {
                sum += x;
                if (c < 0)
                {
                    sum ^= 9;
                    break;
                }
                if (sum > 300)
                    break;
                if (a == 1 && x > 0)
                    continue;
                sum += 2;
            }
            do
                sum++;
            while (a == 2 && sum % 5 != 0);
            for (uint i = 0; i < b; i++)
                sum = unchecked(sum * 3 + (derived ? i : x));
            return sum;
        }
    }

    private SpirvModule Compile()
    {
        var (source, compiled) = (Path.Combine(_folder, "test.comp"), Path.Combine(_folder, "test.spv"));
        File.WriteAllText(source, Source);
        Run("glslc", "-O", "-g", "--target-env=vulkan1.3", source, "-o", compiled);
        return new(File.ReadAllBytes(compiled));
    }

    private void AssertValid(uint[] code)
    {
        var file = Path.Combine(_folder, "left.spv");
        File.WriteAllBytes(file, MemoryMarshal.AsBytes(code.AsSpan()));
        Run("spirv-val", "--target-env", "vulkan1.3", "--scalar-block-layout", file);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(60_000), $"{program} hangs");
        Assert.True(process.ExitCode == 0, output + errors.Result);
    }

    private static IEnumerable<int> Instructions(uint[] code)
    {
        for (var i = 5; i < code.Length; i += (int)(code[i] >> 16))
            yield return i;
    }

    /// <summary>Results that forbid contraction.</summary>
    private static HashSet<uint> Exact(uint[] code) => [.. Instructions(code).Where(at => (code[at] & 0xffff) == 71 && code[at + 2] == 42).Select(at => code[at + 1])];
}
