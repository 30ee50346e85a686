namespace Render.Dataset.Check.Coco;

/// <summary>What is kept of an image: 12 bytes. Width and height are 0 where they are not known.</summary>
internal record struct ImageEntry(int Width, int Height, bool IsAnnotated);

/// <summary>What is kept of a category.</summary>
/// <param name="Name">Or null.</param>
/// <param name="Points">How many keypoints it names, or -1 where it names none.</param>
internal record struct CategoryEntry(string? Name, int Points);
