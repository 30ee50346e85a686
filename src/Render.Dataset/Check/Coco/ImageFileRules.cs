using Kinds = Render.Dataset.Check.Coco.FindingCatalogue;

namespace Render.Dataset.Check.Coco;

/// <summary>
/// Judges the image files themselves. Where splits are compared, a hash of each name and each length are kept, 28 bytes an image; files of equal length
/// are compared by sha256.
/// </summary>
internal sealed class ImageFileRules(FindingLog log, ImageFolder? folder)
{
    public long Checked { get; private set; }

    public long Absent { get; private set; }

    /// <summary>The size of an image's file, where it is there and whole.</summary>
    public (int Width, int Height)? Size(CocoImage image)
    {
        if (folder is null || image.FileName is null || folder.Resolve(image.FileName) is not { } name)
            return null;
        using var file = folder.Open(name);
        return file is not null && ImageHeader.Read(file) is { Width: > 0, Height: > 0, Fault: null, Orientation: 1 } facts ? (facts.Width, facts.Height) : null;
    }

    /// <summary>The name that the disk has for an image, where it is there.</summary>
    public string? Name(string fileName) => folder?.Resolve(fileName);

    /// <returns>The file's name and length, where it is there.</returns>
    public (string Name, long Length)? Judge(CocoImage image)
    {
        if (image.FileName is not { Length: > 0 } asked)
            return null;
        var name = folder?.Resolve(asked);
        using var file = name is null ? null : folder!.Open(name);
        if (file is null)
        {
            if (Absent++ == 0 || folder is not null)
                log.Add(Kinds.AbsentImage, folder is null ? "no folder with them was found" : $"{JsonText.Shown(asked)} below {folder.Path}");
            return null;
        }
        Checked++;
        if (name != asked)
            log.Add(Kinds.RenamedImage, $"{JsonText.Shown(asked)} is {JsonText.Shown(name!)} on disk", mendable: true);
        var facts = ImageHeader.Read(file);
        if (facts.Fault is { } fault)
            log.Add(Kinds.BadImage, $"{JsonText.Shown(asked)}: {fault}");
        if (facts.Width > 0 && image is { Width: > 0, Height: > 0 } && (facts.Width, facts.Height) != (image.Width, image.Height))
            log.Add(Kinds.WrongImageSize, $"{JsonText.Shown(asked)}: the file is {facts.Width} x {facts.Height}, the record {image.Width} x {image.Height}");
        if (facts.Orientation != 1)
            log.Add(Kinds.TurnedImage, $"{JsonText.Shown(asked)}: orientation {facts.Orientation}");
        return (name!, file.Length);
    }
}
