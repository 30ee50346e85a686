namespace Render.Core.Assets;

/// <summary>
/// What a format of models has to say of its axes, known by the file's extension: the one table that scenes, the importer and the commands go by, so that a
/// default and the same axis written out give one pose.
/// </summary>
/// <param name="Up">'x', 'y' or 'z': the axis of the file that the import turns to +Z where nobody says otherwise. Of no use where the file declares it.</param>
/// <param name="AreDeclared">The format declares or defines its axes and its unit: to say them again is an error.</param>
public readonly record struct FormatAxes(char Up, bool AreDeclared)
{
    /// <param name="file">A path or reference; a name without an extension is that of a built-in shape, which is Z up in metres.</param>
    public static FormatAxes Of(string file) => Path.GetExtension(JointPositions.Split(file).File).ToLowerInvariant() switch
    {
        ".glb" or ".gltf" or ".vrm" or ".fbx" or ".dae" or ".zae" => new('y', true),
        ".blend" or ".urdf" or "" => new('z', true),
        ".stl" or ".ply" or ".off" or ".3ds" or ".prj" => new('z', false),
        _ => new('y', false),
    };

    /// <summary>What is said to somebody who gives the axis or the unit of a file that declares them.</summary>
    /// <param name="setting">The name of the setting.</param>
    /// <param name="file">As its user names it.</param>
    public static string NoMeaning(string setting, string file) => $"'{setting}' has no meaning for '{file}': its format declares axis and unit itself.";
}
