using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Render.Tests.Editor;

/// <summary>
/// The server that editors start for YAML files, spoken to as an editor does: the language server protocol (3.17) over its standard streams. Every wait
/// is bounded.
/// </summary>
internal sealed class YamlLanguageServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<JsonObject> _messages = Channel.CreateUnbounded<JsonObject>();
    private readonly Task _reading;
    private int _requests;

    /// <param name="script">The server's entry point.</param>
    public YamlLanguageServer(string script)
    {
        _process = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList = { script, "--stdio" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("node did not start");
        _reading = Task.Run(Read);
        Request("initialize", new()
        {
            ["processId"] = Environment.ProcessId,
            ["rootUri"] = null,
            ["capabilities"] = new JsonObject
            {
                ["workspace"] = new JsonObject { ["configuration"] = true },
                ["textDocument"] = new JsonObject { ["publishDiagnostics"] = new JsonObject() },
            },
        });
        Notify("initialized", []);
    }

    /// <summary>Opens a text as the file of this path; gives what the server finds wrong, as <c>line: message</c>, lines from 1.</summary>
    public IReadOnlyList<string> Open(string path, string text)
    {
        var uri = new Uri(path).AbsoluteUri;
        Notify("textDocument/didOpen", new()
        {
            ["textDocument"] = new JsonObject { ["uri"] = uri, ["languageId"] = "yaml", ["version"] = 1, ["text"] = text },
        });
        var found = Await(m => (string?)m["method"] == "textDocument/publishDiagnostics" && (string?)m["params"]!["uri"] == uri);
        return
        [
            .. found["params"]!["diagnostics"]!.AsArray().Select(d => string.Create(CultureInfo.InvariantCulture,
                $"{(int)d!["range"]!["start"]!["line"]! + 1}: {d["message"]}")),
        ];
    }

    /// <summary>What it offers at a place of an open file.</summary>
    /// <param name="path">As it was opened.</param>
    /// <param name="line">From 1.</param>
    /// <param name="column">From 1.</param>
    public IReadOnlyList<string> Complete(string path, int line, int column)
    {
        var answer = Request("textDocument/completion", new()
        {
            ["textDocument"] = new JsonObject { ["uri"] = new Uri(path).AbsoluteUri },
            ["position"] = new JsonObject { ["line"] = line - 1, ["character"] = column - 1 },
        });
        return [.. answer["result"]!["items"]!.AsArray().Select(item => (string)item!["label"]!)];
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit(Patience);
        _reading.Wait(Patience);
        _process.Dispose();
    }

    private JsonObject Request(string method, JsonObject parameters)
    {
        var id = ++_requests;
        Send(new() { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters });
        return Await(m => m["method"] is null && (int?)m["id"] == id);
    }

    private void Notify(string method, JsonObject parameters) => Send(new() { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters });

    /// <summary>The next message that fits; questions of the server are answered meanwhile.</summary>
    private JsonObject Await(Func<JsonObject, bool> fits)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var message = _messages.Reader.ReadAsync(limit.Token).AsTask().GetAwaiter().GetResult();
            if (fits(message))
                return message;
            if (message["method"] is not null && message["id"] is { } question)
                Send(new() { ["jsonrpc"] = "2.0", ["id"] = question.DeepClone(), ["result"] = Answer(message) });
        }
    }

    /// <summary>An editor's settings of the sections that the server asks for: none but what the files themselves say.</summary>
    private static JsonArray? Answer(JsonObject question) => (string?)question["method"] == "workspace/configuration"
        ? [.. question["params"]!["items"]!.AsArray().Select(item => (JsonNode)((string?)item!["section"] == "yaml"
            ? new JsonObject { ["schemaStore"] = new JsonObject { ["enable"] = false }, ["validate"] = true, ["completion"] = true }
            : []))]
        : null;

    private void Send(JsonObject message)
    {
        var body = Encoding.UTF8.GetBytes(message.ToJsonString());
        var stream = _process.StandardInput.BaseStream;
        stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n")));
        stream.Write(body);
        stream.Flush();
    }

    private void Read()
    {
        var stream = _process.StandardOutput.BaseStream;
        try
        {
            while (ReadMessage(stream) is { } message)
                _messages.Writer.TryWrite(message);
        }
        finally
        {
            _messages.Writer.TryComplete();
        }
    }

    private static JsonObject? ReadMessage(Stream stream)
    {
        var length = 0;
        while (true)
        {
            var line = new StringBuilder();
            int c;
            while ((c = stream.ReadByte()) is not ('\n' or -1))
                line.Append((char)c);
            if (c < 0)
                return null;
            var header = line.ToString().TrimEnd('\r');
            if (header.Length == 0)
                break;
            if (header.Split(':') is [var name, var value] && name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(value, CultureInfo.InvariantCulture);
        }
        var body = new byte[length];
        stream.ReadExactly(body);
        return (JsonObject)JsonNode.Parse(body)!;
    }
}
