using System.Diagnostics;
using Render.Core;
using Render.Core.Frames;
using Render.Core.Scenes;
using Render.Dataset.Annotators;
using Render.Dataset.Check;
using Render.Dataset.Coco;
using Render.Dataset.Records;

namespace Render.Dataset;

/// <summary>The buffers with which one thread turns a rendered image into staged files and its part of the record.</summary>
internal sealed class ImageWork(DatasetOptions options, IReadOnlyDictionary<string, Category> categories)
{
    private readonly Annotator[] _annotators = Annotator.For(options.Labels, options.Categories.Count, options.Models);
    private readonly RecordAnnotator[] _recordAnnotators = RecordAnnotator.For(options.Labels, options);
    private readonly LabelledImage _image = new();
    private readonly FrameProof _proof = new(options);

    /// <summary>Where the last image's time went.</summary>
    public ImageTimes Times { get; private set; }

    /// <summary>Annotates, encodes, stages and proves one image.</summary>
    /// <param name="rendered">Holds what the annotators need.</param>
    /// <param name="stage">Writes a file, gives its sha256.</param>
    /// <exception cref="RenderException">The image does not prove itself, has an unknown category, or cannot be written.</exception>
    public ImageOutput Process(RenderedFrame rendered, StageFile stage)
    {
        var start = Stopwatch.GetTimestamp();
        var key = rendered.Key;
        _image.Read(rendered, categories);
        var instances = new InstanceOutput[rendered.Frame.Instances.Length];
        foreach (var annotator in _recordAnnotators)
            annotator.Begin(_image);
        for (var number = 1; number <= instances.Length; number++)
            instances[number - 1] = InstanceFilter.Apply(options.Labels, _recordAnnotators.Aggregate(Describe(number), (instance, annotator) => annotator.Annotate(_image, instance)));
        _image.Annotated(instances);
        var described = Stopwatch.GetTimestamp();
        var staging = 0L;
        var sink = new ImageSink(rendered.Frame.Split, options.Grid.FileStem(key), (path, bytes) =>
        {
            var before = Stopwatch.GetTimestamp();
            var hash = stage(path, bytes);
            staging += Stopwatch.GetTimestamp() - before;
            return hash;
        });
        foreach (var annotator in _annotators)
            annotator.Annotate(_image, sink);
        var encoded = Stopwatch.GetTimestamp();
        var output = new ImageOutput
        {
            Id = options.Grid.ImageId(key),
            Variant = key.Variant,
            Step = key.Step,
            Camera = key.Camera,
            Varied = rendered.Frame.Varied,
            Tags = rendered.Frame.Tags,
            SeenBy = _recordAnnotators.Length == 0 && rendered.Frame.Cameras is [{ Lens: null }] ? null : rendered.Frame.Cameras[key.Camera],
            FileStem = options.Grid.FileStem(key),
            Width = rendered.Width,
            Height = rendered.Height,
            Image = ColorAnnotator.PathOf(rendered.Frame.Split, options.Grid.FileStem(key), options.Labels.Image),
            Files = sink.Files,
            DepthBeyondRange = sink.DepthBeyondRange,
            RangeBeyondRange = sink.RangeBeyondRange,
            Instances = instances,
        };
        _proof.Check(_image, output, new()
        {
            Instance = FileOf<InstanceAnnotator>(),
            Semantic = FileOf<SemanticAnnotator>(),
            Panoptic = FileOf<PanopticAnnotator>(),
            Depth = WordsOf<DepthAnnotator>(),
            Range = WordsOf<RangeAnnotator>(),
            Normals = WordsOf<NormalAnnotator>(),
            Coordinates = WordsOf<CoordinateAnnotator>(),
            Albedo = FileOf<AlbedoAnnotator>(),
        });
        options.Rays?.Check(rendered);
        Times = new(described - start, encoded - described - staging, staging, Stopwatch.GetTimestamp() - encoded);
        return output;
    }

    private ReadOnlySpan<byte> FileOf<T>()
        where T : Annotator => _annotators.OfType<T>().FirstOrDefault() is { } annotator ? annotator.LastFile : [];

    private WordImage WordsOf<T>()
        where T : Annotator => _annotators.OfType<T>().FirstOrDefault() is { } annotator ? new() { File = annotator.LastFile, Values = annotator.LastValues } : default;

    private InstanceOutput Describe(int number)
    {
        var (visible, category) = (_image.Visible, _image.CategoryOf(number)?.Name);
        var area = visible.Area(number);
        if (area == 0)
        {
            var reason = category is null ? NotAnnotated.Unlabelled : NotAnnotated.NotVisible;
            return new() { Number = number, Category = category, Area = 0, NotAnnotated = reason };
        }
        var box = visible.Box(number);
        return new()
        {
            Number = number,
            Category = category,
            Area = area,
            Bbox = [box.X, box.Y, box.Width, box.Height],
            Visible = RunLength.Encode(visible.Counts(number)),
            Attributes = category is null ? null : _image.Rendered.Frame.Instances[number - 1].Attributes,
            NotAnnotated = category is null ? NotAnnotated.Unlabelled : null,
        };
    }
}

/// <summary>Ticks of the stopwatch that one image took, by stage; or a sum of such.</summary>
internal readonly record struct ImageTimes(long Label, long Encode, long Write, long Prove)
{
    public static ImageTimes operator +(ImageTimes a, ImageTimes b) =>
        new(a.Label + b.Label, a.Encode + b.Encode, a.Write + b.Write, a.Prove + b.Prove);
}
