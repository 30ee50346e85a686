namespace Render.Core.Scenes.Language;

/// <summary>A part of a scene as text.</summary>
internal static class NodeText
{
    /// <summary>As the scene writes it, in one line.</summary>
    public static string Line(Node node) => node switch
    {
        ScalarNode scalar => scalar.Text,
        ListNode list => $"[{string.Join(", ", list.Items.Select(Line))}]",
        MapNode { Entries.Count: 0 } => "{}",
        MapNode map => $"{{ {string.Join(", ", map.Entries.Select(entry => $"{entry.Key.Text}: {Line(entry.Value)}"))} }}",
        _ => "",
    };
}
