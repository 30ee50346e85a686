using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Render.Dataset.Check.Coco;
using Render.Tests.Dataset;
using Xunit;

namespace Render.Tests.Check;

/// <summary>Large files in little memory, measured from outside; hostile files end with a named finding.</summary>
public sealed class CocoScaleTests : IDisposable
{
    private const long MebiByte = 1 << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Five_hundred_megabytes_are_judged_in_256_MiB()
    {
        var file = _folder["large.json"];
        var annotations = LargeCoco.Write(file, 500_000_000);
        var start = new ProcessStartInfo("/bin/sh")
        {
            // The kernel's own count of the largest resident set, read while the shell holds the child's end open.
            ArgumentList = { "-c", "\"$0\" check \"$1\" --json & pid=$!; peak=0; while kill -0 $pid 2>/dev/null; do now=$(sed -n 's/^VmHWM:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/$pid/status 2>/dev/null); [ -n \"$now\" ] && peak=$now; sleep 0.05; done; wait $pid; echo \"exit $? peak $peak\" >&2", Path.Combine(AppContext.BaseDirectory, "render"), file },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        using var report = JsonDocument.Parse(await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        var last = (await error).TrimEnd().Split('\n')[^1].Split(' ');
        Assert.Equal("0", last[1]);
        Assert.InRange(long.Parse(last[3], CultureInfo.InvariantCulture) / 1024, 20, 255);
        var judged = report.RootElement.GetProperty("files")[0];
        Assert.Equal(annotations, judged.GetProperty("annotations").GetInt64());
        Assert.Equal(["C351"], judged.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"images\":{}}")]
    [InlineData("{\"images\":[{\"id\":1,}]}")]
    [InlineData("{\"images\":[[[[]]]],\"annotations\":[null,\"x\",{}],\"categories\":7}")]
    [InlineData("{\"annotations\":[{\"segmentation\":{\"size\":[1e9,1e9],\"counts\":\"~~~~~~~~\"},\"image_id\":1e300,\"id\":-1e-300,\"bbox\":[1e308,1e308,1e308,1e308],\"area\":1e400}]}")]
    [InlineData("{\"images\":[{\"id\":1,\"width\":2147483647,\"height\":2147483647,\"file_name\":\"../../etc/passwd\"}],\"annotations\":[{\"id\":1,\"image_id\":1,\"segmentation\":{\"size\":[2147483647,2147483647],\"counts\":[4294967295,4294967295]}}]}")]
    [InlineData("{\"images\":[{\"id\":1,\"width\":30000,\"height\":30000,\"file_name\":\"\\ud800\\u0000\"}],\"annotations\":[{\"id\":1,\"image_id\":1,\"segmentation\":[[0,0,1e308,1e308,-1e308,5]],\"keypoints\":[[]]}]}")]
    public void Hostile_files_give_findings_and_no_exception(string text)
    {
        File.WriteAllText(_folder["hostile.json"], text);
        Assert.True(CocoCheck.Run(_folder["hostile.json"]).HasErrors);
    }

    [Fact]
    public void An_element_beyond_all_bounds_ends_the_judging_and_is_named()
    {
        using (var file = new StreamWriter(_folder["bomb.json"]))
        {
            file.Write("{\"images\":[{\"id\":1,\"file_name\":\"");
            for (var i = 0; i < 150; i++)
                file.Write(new string('a', (int)MebiByte));
            file.Write("\"}],\"annotations\":[],\"categories\":[]}");
        }
        var verdict = CocoCheck.Run(_folder["bomb.json"]);
        Assert.False(verdict.IsWhole);
        Assert.Equal(["C103"], verdict.Findings.Select(f => f.Kind.Code));
    }

    [Fact]
    public void Random_bytes_in_a_right_file_never_throw()
    {
        var random = new Random(5);
        var right = File.ReadAllBytes(new CocoFile(_folder.Path).Write());
        for (var round = 0; round < 2000; round++)
        {
            var bytes = right.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(_folder["mutant.json"], random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
            CocoCheck.Run(_folder["mutant.json"], new() { OpenImages = false });
        }
    }

    [Fact]
    public void Random_right_files_give_no_error()
    {
        for (var round = 0; round < 300; round++)
        {
            var text = RandomCoco.Text(new Random(round));
            File.WriteAllText(_folder["right.json"], text);
            var verdict = CocoCheck.Run(_folder["right.json"], new() { OpenImages = false });
            Assert.Empty(verdict.Findings.Where(f => f.Kind.Severity == Severity.Error).Select(CocoCheckTests.Say));
        }
    }
}
