# PowerShell completion for minik: minik completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName minik -ScriptBlock {
    param($word, $ast, $position)
    $line = $ast.Extent.Text.Substring(0, [Math]::Min($position - $ast.Extent.StartOffset, $ast.Extent.Text.Length))
    if ($word -eq '') { $line += ' ' }
    & $ast.CommandElements[0].Extent.Text __complete powershell -- $line 2>$null | ForEach-Object {
        if ($_ -and -not $_.StartsWith(':')) {
            $value, $help = $_ -split "`t", 2
            if (-not $help) { $help = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
        }
    }
}
