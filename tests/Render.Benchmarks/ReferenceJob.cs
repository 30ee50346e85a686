using System.Numerics;
using System.Text.Json;
using NetVips;
using Render.Assets;
using Render.Core.Assets;
using Render.Core.Frames;

namespace Render.Benchmarks;

/// <summary>
/// The reference job: scenes that every renderer can be given alike, with the instance ids that an independent renderer saw. A folder with a
/// README.md that defines it, scenes.json, models, textures, environments and expected_ids; it is not part of this repository.
/// </summary>
public sealed class ReferenceJob : IDisposable
{
    /// <summary>What is said where the folder is absent.</summary>
    public const string Absent = "the reference job is not here: RENDER_SHARED names no folder with bench/reference-job, nor is there ../shared beside the repository";

    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly AssetImporter _importer = new();
    private readonly Job _job;

    /// <exception cref="IOException">The folder holds no scenes.json.</exception>
    public ReferenceJob(string folder)
    {
        Folder = Path.GetFullPath(folder);
        _job = JsonSerializer.Deserialize<Job>(File.ReadAllText(Path.Combine(Folder, "scenes.json")), Format)
            ?? throw new InvalidDataException("scenes.json is empty");
        Assets = new AssetLibrary(
            reference => _importer.ImportModel(InFolder(reference), reference, Folder, new ImportSettings()),
            (reference, colorSpace) => _importer.ImportTexture(InFolder(reference), reference, Folder, colorSpace),
            reference => _importer.ImportEnvironment(InFolder(reference), reference, Folder));
    }

    public string Folder { get; }

    public AssetLibrary Assets { get; }

    public int SceneCount => _job.Scenes.Length;

    /// <summary>What instances are labelled as: the models' names, each once, in their order.</summary>
    public IEnumerable<string> Categories => _job.Models.Distinct();

    /// <summary>References of the models, each once.</summary>
    public IEnumerable<string> Models => _job.Models.Distinct().Select(ModelReference);

    /// <summary>Scenes 0 to this - 1 have expected ids.</summary>
    public int ExpectedCount => Directory.GetFiles(Path.Combine(Folder, "expected_ids"), "*.png").Length;

    /// <summary>In RENDER_SHARED, else in a folder "shared" beside the repository; null where it is in neither.</summary>
    public static string? Find()
    {
        var shared = Environment.GetEnvironmentVariable("RENDER_SHARED");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); shared is null && folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Render.sln")))
                shared = Path.Combine(folder.FullName, "..", "shared");
        var job = shared is null ? null : Path.Combine(shared, "bench", "reference-job");
        return job is not null && File.Exists(Path.Combine(job, "scenes.json")) ? job : null;
    }

    /// <summary>
    /// A scene as a frame: instances 1 to 10 are its objects, in their order, and 11 is the ground.
    /// </summary>
    /// <param name="scene">0 to <see cref="SceneCount"/> - 1.</param>
    /// <param name="repeat">0: the scene as it is; others move the eye by up to 5 cm and turn the sun a little, each in its own way.</param>
    public Frame Frame(int scene, int repeat = 0)
    {
        var s = _job.Scenes[scene];
        var random = new Random(1000 * repeat + scene);
        double Shift() => repeat == 0 ? 0 : 0.1 * random.NextDouble() - 0.05;
        return new Frame
        {
            Index = (long)repeat * SceneCount + scene,
            Seed = 0,
            Image = new ImageSettings(_job.Width, _job.Height),
            Cameras = [Camera(s.Cam, [s.Cam.Eye[0] + Shift(), s.Cam.Eye[1] + Shift(), s.Cam.Eye[2] + Shift()])],
            Environment = new FrameEnvironment { Map = s.Hdr, Strength = (float)s.HdrStrength },
            Lights =
            [
                new FrameLight
                {
                    Name = "sun",
                    Kind = LightKind.Sun,
                    Intensity = Color(s.Sun.Color) * (float)s.Sun.Energy,
                    Direction = Vector3.Normalize(Color(s.Sun.Dir) + new Vector3((float)Shift(), (float)Shift(), (float)Shift())),
                },
            ],
            Instances = [.. s.Objects.Select(Instance), Ground(s.GroundTex)],
        };
    }

    /// <summary>By pixel, rows from the top: 1 to 10 the objects of the scene, 0 everything else, the ground (11 in the file) too.</summary>
    public ushort[] ExpectedIds(int scene)
    {
        using var image = Image.NewFromFile(Path.Combine(Folder, "expected_ids", $"{scene:00}.png"));
        return Array.ConvertAll(image.WriteToMemory<ushort>(), id => id == 11 ? (ushort)0 : id);
    }

    public void Dispose() => _importer.Dispose();

    private static string ModelReference(string model) => $"models/{model}.glb";

    private static Vector3 Color(double[] v) => new((float)v[0], (float)v[1], (float)v[2]);

    private string InFolder(string reference) => Path.Combine(Folder, reference);

    /// <summary>Centred on its bounding box, scaled so that the longest side is 1, then posed; composed in double, rounded once.</summary>
    private FrameInstance Instance(JobObject o, int index)
    {
        var reference = ModelReference(o.Model);
        var (min, max) = (Assets.Model(reference).Mesh.Bounds.Min, Assets.Model(reference).Mesh.Bounds.Max);
        var longest = Enumerable.Range(0, 3).Max(i => (double)max[i] - min[i]);
        var pose = new float[12];
        for (var row = 0; row < 3; row++)
        {
            var translation = o.Mat[row][3];
            for (var column = 0; column < 3; column++)
            {
                var scaled = o.Mat[row][column] / longest;
                pose[4 * row + column] = (float)scaled;
                translation -= scaled * ((double)min[column] + max[column]) / 2;
            }
            pose[4 * row + 3] = (float)translation;
        }
        return new FrameInstance
        {
            Name = $"objects[{index}]",
            Model = reference,
            Category = o.Model,
            ObjectToWorld = pose,
            Materials = o.RandomMaterial
                ? [new MaterialChange
                {
                    Replace = true,
                    BaseColorTexture = o.Tex,
                    BaseColor = o.Tex is null ? Color(o.Color) : null,
                    Roughness = (float)o.Rough,
                    Metallic = (float)o.Metal,
                }]
                : [],
        };
    }

    private static FrameInstance Ground(string texture) => new()
    {
        Name = "ground",
        Model = "shape:plane",
        ObjectToWorld = [8, 0, 0, 0, 0, 8, 0, 0, 0, 0, 1, 0],
        Materials = [new MaterialChange { Replace = true, BaseColorTexture = texture }],
    };

    /// <summary>+Z of the world is up in the image; rows of the rotation are right, down and forward.</summary>
    private FrameCamera Camera(JobCamera camera, double[] eye)
    {
        var forward = Unit([camera.Target[0] - eye[0], camera.Target[1] - eye[1], camera.Target[2] - eye[2]]);
        var right = Unit([forward[1], -forward[0], 0]);
        var down = Cross(forward, right);
        var focal = (float)(_job.Width / 2.0 / Math.Tan(camera.Fovx / 2));
        float[] Row(double[] axis) =>
            [(float)axis[0], (float)axis[1], (float)axis[2], (float)-(axis[0] * eye[0] + axis[1] * eye[1] + axis[2] * eye[2])];
        return new FrameCamera
        {
            Fx = focal,
            Fy = focal,
            Cx = _job.Width / 2f,
            Cy = _job.Height / 2f,
            WorldToCamera = [.. Row(right), .. Row(down), .. Row(forward)],
        };
    }

    private static double[] Cross(double[] a, double[] b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

    private static double[] Unit(double[] v)
    {
        var length = Math.Sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
        return [v[0] / length, v[1] / length, v[2] / length];
    }

    private sealed record Job(string[] Models, int Width, int Height, JobScene[] Scenes);

    private sealed record JobScene(JobObject[] Objects, JobSun Sun, string Hdr, double HdrStrength, string GroundTex, JobCamera Cam);

    private sealed record JobObject(
        string Model, double[][] Mat, bool RandomMaterial, string? Tex, double[] Color, double Rough, double Metal);

    private sealed record JobSun(double[] Dir, double[] Color, double Energy);

    private sealed record JobCamera(double[] Eye, double[] Target, double Fovx);
}
