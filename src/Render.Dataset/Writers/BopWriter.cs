using Render.Dataset.Check;
using Render.Dataset.Coco;
using Render.Dataset.Conversion;
using Render.Dataset.Encoders;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>
/// BOP (github.com/thodan/bop_toolkit, docs/bop_datasets_format.md): <c>SPLIT/SCENE/</c> with <c>rgb</c>, <c>depth</c>, <c>mask</c>, <c>mask_visib</c>,
/// <c>scene_camera.json</c>, <c>scene_gt.json</c>, <c>scene_gt_info.json</c>. A scene holds up to 1,000 images: the rank of an image over 1,000 is its
/// scene, the remainder its number. An object is a model at one scale (<see cref="BopObjects"/>), for poses are rigid.
/// </summary>
internal sealed class BopWriter : FormatWriter
{
    private const int SceneImages = 1000;

    private readonly BopObjects _objects;
    private readonly SortedDictionary<string, BopScene> _scenes = new(StringComparer.Ordinal);
    private readonly PngEncoder _png = new();
    private readonly LabelPngReader _reader = new();
    private readonly double _depthUnit;
    private long _thousand = -1;
    private byte[] _mask = [];
    private long _beyond;

    public BopWriter(ConversionTarget target)
        : base(target)
    {
        if (target.Info.Labels.Depth is not { } depth)
            throw target.Refuse("the dataset has no depth images.", "Render it with labels: depth.");
        (_depthUnit, _objects) = (depth.Unit, new(target));
    }

    public override bool Surveys => true;

    public override void Survey(SourceImage image)
    {
        foreach (var instance in image.Annotated)
            _objects.Take(instance, Target.Pose(image, instance), image);
    }

    public override int Add(SourceImage image)
    {
        var camera = Target.Pinhole(image);
        // Frames of several splits take turns, so the files of one scene of each are open at a time.
        if (image.Index / SceneImages != _thousand)
            CloseScenes();
        _thousand = image.Index / SceneImages;
        var number = (int)(image.Index % SceneImages);
        var folder = $"{image.Split}/{_thousand:D6}";
        if (!_scenes.TryGetValue(folder, out var scene))
            _scenes.Add(folder, scene = new(Target, folder));
        Target.Place($"{folder}/rgb/{number:D6}{image.Extension}", image, image.Output.Image);
        var depth = AddDepth(image, $"{folder}/depth/{number:D6}.png");
        scene.Begin(number, camera, _depthUnit);
        foreach (var (i, instance) in image.Annotated.Index())
        {
            var silhouette = Silhouette(image, instance);
            WriteMask($"{folder}/mask/{number:D6}_{i:D6}.png", image, silhouette);
            var valid = 0;
            for (var pixel = 0; pixel < _mask.Length; pixel++)
                valid += _mask[pixel] != 0 && depth[pixel] != 0 ? 1 : 0;
            WriteMask($"{folder}/mask_visib/{number:D6}_{i:D6}.png", image, image.Visible(instance));
            var pose = Target.Pose(image, instance);
            scene.Add(_objects.IdOf(instance, pose, image), pose, instance, valid);
        }
        scene.End();
        return image.Annotated.Count;
    }

    public override void Finish()
    {
        CloseScenes();
        _objects.Write();
        Target.Note("No models_info.json: diameters need the meshes. Make it from the models that objects.json names, in millimetres (bop_toolkit, calc_model_info.py).");
        if (_beyond > 0)
            Target.Note($"{_beyond} pixels are deeper than the depth images reach: their depth is 0 here, BOP's word for unknown.");
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var scene in _scenes.Values)
            scene.Dispose();
        base.Dispose(disposing);
    }

    private void CloseScenes()
    {
        foreach (var scene in _scenes.Values)
        {
            scene.Finish();
            scene.Dispose();
        }
        _scenes.Clear();
    }

    /// <summary>The dataset's own file where nothing in it lies beyond the range, which BOP has no word for. Gives the steps.</summary>
    private ReadOnlySpan<ushort> AddDepth(SourceImage image, string path)
    {
        var source = image.Output.Files.Keys.FirstOrDefault(file => file.StartsWith("depth/", StringComparison.Ordinal) && file.EndsWith(".png", StringComparison.Ordinal))
            ?? throw Target.Refuse("an image has no depth.", "Remove the record and make the frame again.", image.Record);
        ushort[] steps;
        try
        {
            steps = _reader.ReadGray16(image.Read(source), image.Width, image.Height);
        }
        catch (InvalidDataException e)
        {
            throw Target.Refuse($"the depth image cannot be read: {e.Message}.", where: image.FullPath(source));
        }
        var beyond = steps.Count(step => step == ushort.MaxValue);
        if (beyond == 0)
        {
            Target.Place(path, image, source);
            return steps;
        }
        _beyond += beyond;
        steps.AsSpan().Replace(ushort.MaxValue, (ushort)0);
        Target.Write(path, _png.EncodeDepth16(steps, image.Width, image.Height));
        return steps;
    }

    private uint[] Silhouette(SourceImage image, InstanceOutput instance)
    {
        if (instance.Amodal is null)
            throw Target.Refuse("the dataset has no amodal labels.", "Render it with labels: amodal.", image.Record);
        if (instance.Amodal.Mask is not { } mask)
            throw Target.Refuse("the dataset has no amodal masks.", "Render it with labels: { amodal: { masks: true } }.", image.Record);
        return RunLength.Decode(mask, (long)image.Width * image.Height);
    }

    private void WriteMask(string path, SourceImage image, uint[] counts)
    {
        var size = checked(image.Width * image.Height);
        if (_mask.Length != size)
            _mask = new byte[size];
        else
            Array.Clear(_mask);
        var position = 0L;
        for (var run = 0; run < counts.Length; position += counts[run++])
            for (var i = position; run % 2 == 1 && i < position + counts[run]; i++)
                _mask[i % image.Height * image.Width + i / image.Height] = 255;
        Target.Write(path, _png.EncodeGray8(_mask, image.Width, image.Height));
    }
}
