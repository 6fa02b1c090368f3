import { startFakeAnthropic } from '@frontdesk/ai/fakes/fake-anthropic';
import type { FakeModelServer } from '@frontdesk/ai/fakes/fake-model-server';
import { startFakeOpenAi } from '@frontdesk/ai/fakes/fake-openai';
import type { NewProvider } from '../providers/ai-providers.ts';

export const OPENAI_KEY = 'sk-fake-openai-0123456789';
export const ANTHROPIC_KEY = 'sk-ant-fake-0123456789';

/** Two vendors of models on real sockets, and the forms that lead to them. */
export class Models {
  readonly gpt: FakeModelServer;
  readonly claude: FakeModelServer;

  private constructor(gpt: FakeModelServer, claude: FakeModelServer) {
    this.gpt = gpt;
    this.claude = claude;
  }

  static async open(): Promise<Models> {
    const gpt = await startFakeOpenAi({ key: OPENAI_KEY });
    return new Models(gpt, await startFakeAnthropic({ key: ANTHROPIC_KEY }));
  }

  get openai(): NewProvider {
    return {
      kind: 'openai',
      name: 'GPT',
      model: 'gpt-fake',
      apiKey: OPENAI_KEY,
      baseUrl: `${this.gpt.url}/v1`,
      inputPrice: 1,
      outputPrice: 10,
    };
  }

  get anthropic(): NewProvider {
    return {
      kind: 'anthropic',
      name: 'Claude',
      model: 'claude-fake',
      apiKey: ANTHROPIC_KEY,
      baseUrl: this.claude.url,
      inputPrice: 1,
      outputPrice: 10,
    };
  }

  /** As new: nothing scripted, nothing asked. */
  reset(): void {
    for (const server of [this.gpt, this.claude]) {
      server.clearScript();
      server.requests.length = 0;
      server.gapMs = 0;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.gpt.close(), this.claude.close()]);
  }
}
