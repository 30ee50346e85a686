using Render.Assets;
using Render.Core.Frames;
using Render.Core.Geometry;
using Render.Gpu.Tests.Device;
using Render.Vulkan;
using Xunit;

namespace Render.Gpu.Tests.Exactness;

/// <summary>
/// Labels are right: every pixel of random frames of own and real models, against rays in double precision that share no code with the renderer.
/// </summary>
public sealed class ExactnessTests(DeviceFixture fixture, ITestOutputHelper output)
{
    [Fact]
    public void Every_pixel_of_random_frames_of_own_models_is_what_a_ray_meets() => Check(OwnModels(), Enumerable.Range(0, 40), Aov.InstanceId | Aov.Depth, 0, passes: true);

    [Fact]
    public void Every_pixel_of_random_frames_of_real_models_is_what_a_ray_meets()
    {
        Assert.SkipWhen(Benchmarks.ReferenceJob.Find() is null, Benchmarks.ReferenceJob.Absent);
        using var job = new Benchmarks.ReferenceJob(Benchmarks.ReferenceJob.Find()!);
        Check(new RandomFrames(job.Models, job.Assets.Model), Enumerable.Range(100, 24), Aov.InstanceId | Aov.Depth, 0, passes: true);
    }

    [Fact]
    public void Every_pixel_of_random_frames_through_random_lenses_is_what_a_ray_meets() =>
        Check(OwnModels(), Enumerable.Range(0, 40), Aov.InstanceId | Aov.Depth, 0, passes: true, RandomLenses.Through);

    [Fact]
    public void Every_pixel_of_random_frames_of_real_models_through_random_lenses_is_what_a_ray_meets()
    {
        Assert.SkipWhen(Benchmarks.ReferenceJob.Find() is null, Benchmarks.ReferenceJob.Absent);
        using var job = new Benchmarks.ReferenceJob(Benchmarks.ReferenceJob.Find()!);
        Check(new RandomFrames(job.Models, job.Assets.Model), Enumerable.Range(100, 24), Aov.InstanceId | Aov.Depth, 0, passes: true, RandomLenses.Through);
    }

    [Fact]
    public void A_sampling_point_moved_by_a_tenth_of_a_pixel_does_not_pass_through_a_lens() =>
        Check(OwnModels(), Enumerable.Range(0, 6), Aov.InstanceId, 0.1, passes: false, RandomLenses.Through);

    // The check itself: by the ids alone it must notice a sampling point that is a tenth of a pixel off.
    [Fact]
    public void A_sampling_point_moved_by_a_tenth_of_a_pixel_does_not_pass() =>
        Check(OwnModels(), Enumerable.Range(0, 5), Aov.InstanceId, 0.1, passes: false);

    // Named, so that a new asset changes no frame.
    private static RandomFrames OwnModels()
    {
        var folder = Path.Combine(Repository(), "assets", "meshes");
        using var importer = new AssetImporter();
        var models = new[] { "mug.glb", "bottle.glb", "bolt.glb", "traffic_cone.glb" }
            .ToDictionary(name => name, name => importer.ImportModel(Path.Combine(folder, name), name, folder, new ImportSettings()));
        return new([.. models.Keys], name => models[name]);
    }

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Render.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException("the tests run from a folder inside the repository");
    }

    private void Check(RandomFrames frames, IEnumerable<int> numbers, Aov aovs, double shift, bool passes, Func<Frame, int, Frame>? through = null)
    {
        using var renderer = new FrameRenderer(fixture.Device, frames.Assets);
        var (caster, image, report) = (new RayCaster(frames.Assets), new RenderedFrame(), new ExactnessReport());
        foreach (var number in numbers)
        {
            var frame = through is null ? frames.Frame(number) : through(frames.Frame(number), number);
            renderer.Render(frame, new ImageKey(number), aovs, image);
            report.Compare(image, caster.View(frame), shift);
        }
        output.WriteLine(report.ToString());
        Assert.True(report.Covered > report.Pixels / 4, "the frames show too little");
        Assert.True(report.Passes == passes, report.ToString());
        fixture.Clean();
    }
}
