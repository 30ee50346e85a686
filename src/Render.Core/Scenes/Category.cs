namespace Render.Core.Scenes;

/// <summary>A class of objects that is labelled.</summary>
/// <param name="Id">From 1, contiguous, in the order of the scene file or of its <c>categories:</c> list.</param>
/// <param name="Name">Unique within a scene.</param>
/// <param name="Supercategory">The name itself where the scene gives none.</param>
/// <param name="Keypoints">The named points of its objects; null: none.</param>
public sealed record Category(int Id, string Name, string Supercategory, KeypointSet? Keypoints = null);
