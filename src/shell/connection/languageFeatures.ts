// The language features of transcripts, which the server provides. They are registered with the first transcript: until
// then a window need not load them.
import type { BaseLanguageClient, DynamicFeature } from 'vscode-languageclient';
import { DocumentLinkFeature } from 'vscode-languageclient/$test/common/documentLink';
import { DocumentSymbolFeature } from 'vscode-languageclient/$test/common/documentSymbol';
import { FoldingRangeFeature } from 'vscode-languageclient/$test/common/foldingRange';
import { HoverFeature } from 'vscode-languageclient/$test/common/hover';
import { SemanticTokensFeature } from 'vscode-languageclient/$test/common/semanticTokens';
import { markKinds, tokenType } from '../../protocol/transcriptMarks';
import { transcriptLanguage, transcriptScheme } from '../../protocol/transcriptUri';

const documentSelector = [{ scheme: transcriptScheme, language: transcriptLanguage }];
const legend = { tokenTypes: markKinds.map(tokenType), tokenModifiers: [] };

/** Makes the features of a client and registers them; the function returned does so again, after a restart. */
export function offerLanguageFeatures(client: BaseLanguageClient, add: (feature: Feature) => void): () => void {
  const features = [
    new DocumentSymbolFeature(client),
    new FoldingRangeFeature(client),
    new DocumentLinkFeature(client),
    new HoverFeature(client),
    new SemanticTokensFeature(client),
  ] as unknown as Feature[];
  features.forEach(add);
  const register = () => {
    for (const feature of features) {
      const id = feature.registrationType.method;
      feature.register({ id, registerOptions: { documentSelector, legend, full: true, range: false } });
    }
  };
  register();
  return register;
}

type Feature = DynamicFeature<object>;
