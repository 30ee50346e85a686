using System.Globalization;
using System.Text;
using Render.Core.Scenes;
using Render.Dataset.Conversion;
using Render.Dataset.Records;

namespace Render.Dataset.Writers;

/// <summary>
/// YOLO pose: class, box, then x, y, visibility of each keypoint (0 not labelled, 1 hidden, 2 visible; 0 0 0 where it is outside the image). All classes
/// have the same keypoints, so the categories with keypoints must name the same ones; categories without have no lines.
/// </summary>
internal sealed class YoloPoseWriter : YoloWriter
{
    private readonly KeypointSet _keypoints;

    public YoloPoseWriter(ConversionTarget target)
        : base(target)
    {
        var sets = target.Info.Categories.Select(category => category.Keypoints).OfType<KeypointSet>().ToArray();
        if (sets.Length == 0)
            throw target.Refuse("no category has keypoints.", "Name them in the scene, and ask for labels: keypoints.");
        if (Array.Find(sets, set => !set.Names.SequenceEqual(sets[0].Names)) is { } other)
            throw target.Refuse(
                $"categories have different keypoints ({string.Join(' ', sets[0].Names)}; {string.Join(' ', other.Names)}), and the format has one list for all.",
                "Use coco-keypoints, or convert scenes with one of them each.");
        _keypoints = sets[0];
        if (target.Info.Categories.Length > sets.Length)
            target.Note("Objects of categories without keypoints have no lines.");
    }

    protected override bool Has(InstanceOutput instance) => Target.Category(instance).Keypoints is not null;

    protected override string MoreOfDataset
    {
        get
        {
            var flip = _keypoints.Flip is { } pairs ? $"flip_idx: [{string.Join(", ", pairs)}]\n" : "";
            return string.Create(CultureInfo.InvariantCulture, $"kpt_shape: [{_keypoints.Names.Length}, 3]\n{flip}");
        }
    }

    protected override void AppendObject(StringBuilder line, SourceImage image, InstanceOutput instance)
    {
        AppendBox(line, image, instance);
        foreach (var keypoint in Target.Keypoints(image, instance))
        {
            if (keypoint.Visibility == 0)
            {
                line.Append(" 0 0 0");
                continue;
            }
            Append(line, keypoint.X!.Value, image.Width);
            Append(line, keypoint.Y!.Value, image.Height);
            line.Append(CultureInfo.InvariantCulture, $" {keypoint.Visibility}");
        }
    }
}
